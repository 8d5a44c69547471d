using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Lepton.Kubernetes.Auth;
using Lepton.Kubernetes.Config;

namespace Lepton.Kubernetes.Http;

/// <summary>Turns an <see cref="ApiRequest"/> into an HTTP request of one configuration.</summary>
internal sealed class RequestHeaders(KubernetesClientConfiguration config)
{
    private readonly string _base = config.Host.TrimEnd('/');
    private readonly string _userAgent = config.UserAgent ?? UserAgents.OfProcess;

    internal HttpRequestMessage Build(ApiRequest request, Credential credential)
    {
        var message = new HttpRequestMessage(request.Method, _base + request.PathAndQuery)
        {
            // HTTP/2 where ALPN offers it: all watches of a cluster then share one connection that pings keep honest.
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        message.Headers.Authorization = credential.Authorization;
        // .NET derives SNI and the name it verifies from the Host header; there is no other way to set them apart from the address.
        message.Headers.Host = config.TlsServerName;
        Impersonate(message.Headers);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }

        return message;
    }

    private void Impersonate(HttpRequestHeaders headers)
    {
        if (config.Impersonate is not { } identity)
            return;
        headers.TryAddWithoutValidation("Impersonate-User", identity.UserName);
        if (identity.Uid is not null)
            headers.TryAddWithoutValidation("Impersonate-Uid", identity.Uid);
        foreach (var group in identity.Groups)
            headers.TryAddWithoutValidation("Impersonate-Group", group);
        foreach (var (key, values) in identity.Extra)
            headers.TryAddWithoutValidation("Impersonate-Extra-" + EscapeKey(key), values);
    }

    // Keys may hold what header names may not, slashes above all: percent-encoded, lower case, as client-go does.
    private static string EscapeKey(string key)
    {
        var escaped = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(key.ToLowerInvariant()))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || "!#$&'*+-.^_`|~".Contains((char)b))
                escaped.Append((char)b);
            else
                escaped.Append('%').Append(b.ToString("X2"));
        }

        return escaped.ToString();
    }
}

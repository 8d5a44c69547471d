using System.Net;
using System.Net.Http.Headers;
using Lepton.Kubernetes.Auth;
using Lepton.Kubernetes.Config;

namespace Lepton.Kubernetes.Http;

/// <summary>Turns an <see cref="ApiRequest"/> into an HTTP request of one configuration.</summary>
internal sealed class RequestHeaders(KubernetesClientConfiguration config, ImpersonationHeaders impersonation)
{
    private readonly string _base = config.Host.TrimEnd('/');
    private readonly string _userAgent = config.UserAgent ?? UserAgents.OfProcess;

    internal HttpRequestMessage Build(ApiRequest request, Credential credential)
    {
        var message = new HttpRequestMessage(request.Method, _base + request.PathAndQuery)
        {
            // HTTP/2 where ALPN offers it: all watches of a cluster then share one connection that pings keep honest.
            Version = impersonation.NeedsHttp11 ? HttpVersion.Version11 : HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        message.Headers.Authorization = credential.Authorization;
        // .NET derives SNI and the name it verifies from the Host header; there is no other way to set them apart from the address.
        message.Headers.Host = config.TlsServerName;
        foreach (var (name, value) in impersonation.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }

        return message;
    }
}

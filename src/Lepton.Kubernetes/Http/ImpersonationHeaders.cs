using System.Text;
using Lepton.Kubernetes.Config;

namespace Lepton.Kubernetes.Http;

/// <summary>The Impersonate-* headers of a configuration. Servers expect several groups as several headers of one name, but .NET always joins
/// them into one, which would be one group of a strange name. So the joined ones carry a marker that <see cref="SplittingStream"/>
/// replaces below HTTP/1.1, where headers are plain text.</summary>
internal sealed class ImpersonationHeaders
{
    private readonly List<KeyValuePair<string, string>> _headers = [];
    private readonly List<(byte[] Marker, byte[] Text)> _replacements = [];

    /// <exception cref="KubeconfigException">A name or value that no header can carry.</exception>
    internal ImpersonationHeaders(KubernetesClientConfiguration config)
    {
        if (config.Impersonate is not { } identity)
            return;
        Add(config, "Impersonate-User", [identity.UserName]);
        if (identity.Uid is not null)
            Add(config, "Impersonate-Uid", [identity.Uid]);
        Add(config, "Impersonate-Group", identity.Groups);
        foreach (var (key, values) in identity.Extra)
            Add(config, "Impersonate-Extra-" + EscapeKey(key), values);
    }

    internal IReadOnlyList<KeyValuePair<string, string>> Headers => _headers;

    /// <summary>HTTP/2 compresses headers: nothing can be replaced there.</summary>
    internal bool NeedsHttp11 => _replacements.Count > 0;

    internal Stream Wrap(Stream stream) => new SplittingStream(stream, _replacements);

    private void Add(KubernetesClientConfiguration config, string name, IReadOnlyList<string> values)
    {
        // A line break would smuggle in headers of the author's choice.
        if (values.FirstOrDefault(v => v.AsSpan().ContainsAnyInRange('\0', '\x1f')) is not null)
            throw new KubeconfigException(config.Origin, name, "holds a control character; printable text is expected");
        if (values.Count == 1)
            _headers.Add(new(name, values[0]));
        if (values.Count <= 1)
            return;
        // Begins with a letter that no JSON text ends with, so that the stream never has to hold back the end of a request.
        var marker = $"Z{Guid.NewGuid():N}";
        _headers.Add(new(name, marker));
        _replacements.Add((Encoding.ASCII.GetBytes(marker), Encoding.UTF8.GetBytes(string.Join($"\r\n{name}: ", values))));
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

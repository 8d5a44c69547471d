using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>An absolute URL or an absolute path, taken apart as Go's net/url does.</summary>
internal sealed record UrlValue(string Text, string Scheme, string Host, string Path, string Query) : IExtensionValue
{
    public CelType Type => LibraryTypes.Url;

    /// <summary>Without port and brackets.</summary>
    public string Hostname => Host.StartsWith('[') ? Host[1..Host.IndexOf(']', StringComparison.Ordinal)] : Host.LastIndexOf(':') is var colon and >= 0 ? Host[..colon] : Host;

    public string Port => Host.LastIndexOf(':') is var colon && colon > Host.LastIndexOf(']') ? Host[(colon + 1)..] : "";

    public bool SameAs(IExtensionValue other) => other is UrlValue url && url.Text == Text;

    public override string ToString() => Text;

    /// <summary>Null with the reason when the text is no absolute URL and no absolute path.</summary>
    public static UrlValue? Parse(string text, out string problem)
    {
        problem = Check(text) is { } why ? $"parse {Registry.GoQuote.Quote(text)}: {why}" : "";
        if (problem.Length > 0)
            return null;
        var rest = text.Split('#')[0];
        var scheme = SchemeOf(rest);
        rest = rest[(scheme.Length > 0 ? scheme.Length + 1 : 0)..];
        var query = "";
        if (rest.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0)
            (rest, query) = (rest[..mark], rest[(mark + 1)..]);
        var host = "";
        if (rest.StartsWith("//", StringComparison.Ordinal) && (scheme.Length > 0 || !text.StartsWith("///", StringComparison.Ordinal)))
        {
            var slash = rest.IndexOf('/', 2);
            host = rest[2..(slash < 0 ? rest.Length : slash)];
            rest = slash < 0 ? "" : rest[slash..];
            host = host[(host.LastIndexOf('@') + 1)..];
        }

        return new UrlValue(text, scheme.ToLowerInvariant(), host, Escaped(rest), query);
    }

    private static string? Check(string text)
    {
        if (text.Any(c => c < ' ' || c == '\u007f'))
            return "net/url: invalid control character in URL";
        if (text.Length == 0)
            return "empty url";
        if (text[0] == ':')
            return "missing protocol scheme";
        var scheme = SchemeOf(text);
        if (scheme.Length == 0 && text[0] != '/')
            return text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && !text[..colon].Contains('/', StringComparison.Ordinal) ? "first path segment in URL cannot contain colon" : "invalid URI for request";
        return HostProblem(scheme.Length > 0 ? text[(scheme.Length + 1)..] : text) ?? EscapeProblem(text);
    }

    private static string? HostProblem(string rest)
    {
        if (!rest.StartsWith("//", StringComparison.Ordinal))
            return null;
        var end = rest.AsSpan(2).IndexOfAny('/', '?', '#');
        var host = rest.Substring(2, end < 0 ? rest.Length - 2 : end);
        host = host[(host.LastIndexOf('@') + 1)..];
        if (host.StartsWith('[') && !host.Contains(']', StringComparison.Ordinal))
            return "missing ']' in host";
        var port = host.LastIndexOf(':') is var colon && colon > host.LastIndexOf(']') ? host[colon..] : "";
        if (port.Length > 1 && !port.AsSpan(1).ContainsOnlyDigits())
            return $"invalid port {Registry.GoQuote.Quote(port)} after host";
        return host.FirstOrDefault(c => c is ' ' or '"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}') is var bad and not '\0'
            ? $"invalid character {Registry.GoQuote.Quote(bad.ToString())} in host name"
            : null;
    }

    private static string? EscapeProblem(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                return $"invalid URL escape {Registry.GoQuote.Quote(text[i..Math.Min(i + 3, text.Length)])}";
        }

        return null;
    }

    private static string SchemeOf(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ':')
                return text[..i];
            if (!char.IsAsciiLetter(text[i]) && (i == 0 || !(char.IsAsciiDigit(text[i]) || text[i] is '+' or '-' or '.')))
                return "";
        }

        return "";
    }

    private static string Escaped(string path) => string.Concat(path.Select(c => c is ' ' or '"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}' || c > 0x7e ? Uri.EscapeDataString(c.ToString()) : c.ToString()));
}

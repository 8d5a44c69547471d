namespace Lepton.Sandbox.Cel.Types;

/// <summary>Reads types as declarations write them: <c>list(A)</c>, <c>map(string, dyn)</c>, <c>optional(V)</c>; one capital letter is a parameter.</summary>
internal static class TypeText
{
    private static readonly Dictionary<string, CelType> Simple = new(StringComparer.Ordinal)
    {
        ["dyn"] = CelType.Dyn,
        ["null"] = CelType.Null,
        ["bool"] = CelType.Bool,
        ["int"] = CelType.Int,
        ["uint"] = CelType.Uint,
        ["double"] = CelType.Double,
        ["string"] = CelType.String,
        ["bytes"] = CelType.Bytes,
        ["duration"] = CelType.Duration,
        ["timestamp"] = CelType.Timestamp,
        ["net.IP"] = CelType.Opaque("net.IP"),
        ["net.CIDR"] = CelType.Opaque("net.CIDR"),
    };

    /// <summary>One type.</summary>
    public static CelType One(string text)
    {
        text = text.Trim();
        var open = text.IndexOf('(');
        if (open < 0)
            return Named(text);
        var parameters = Many(text[(open + 1)..^1]);
        return text[..open] switch
        {
            "list" => CelType.List(parameters[0]),
            "map" => CelType.Map(parameters[0], parameters[1]),
            "optional" => CelType.Optional(parameters[0]),
            "type" => CelType.Type(parameters),
            var name => throw new ArgumentException($"unknown type {name}", nameof(text)),
        };
    }

    /// <summary>Types separated by commas; none in an empty text.</summary>
    public static CelType[] Many(string text)
    {
        var parts = new List<CelType>();
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[i] == ',' && depth == 0)
            {
                parts.Add(One(text[start..i]));
                start = i + 1;
            }
        }

        if (text.AsSpan(start).Trim().Length > 0)
            parts.Add(One(text[start..]));
        return [.. parts];
    }

    private static CelType Named(string text)
    {
        if (Simple.TryGetValue(text, out var type))
            return type;
        return text.Length == 1 && char.IsAsciiLetterUpper(text[0]) ? CelType.Parameter(text) : CelType.Struct(text);
    }
}

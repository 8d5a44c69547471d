using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lepton.Kubernetes.Serialization;

/// <summary>What a plain YAML scalar means, and which strings need quotes so as not to mean something else (also to YAML 1.1 readers).</summary>
internal static class YamlScalars
{
    // Linear in the text's length: manifests come from anywhere.
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly Regex Integer = new(@"^[-+]?[0-9]+\z", Linear);

    private static readonly Regex Float = new(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", Linear);

    // Words and figures of YAML 1.1 and 1.2, dates and sexagesimals among them.
    private static readonly Regex Ambiguous =
        new(@"^(~|null|true|false|yes|no|on|off|y|n|<<|=|[-+]?[.0-9][-+.0-9_:eExXoOa-fA-F]*([ T].*)?|[-+]?\.(inf|nan))\z", Linear | RegexOptions.IgnoreCase);

    // U+2028 and U+2029 are ends of lines to YAML 1.1 readers.
    private static readonly Regex PlainSafe = new(@"^[A-Za-z0-9_./(<$^+\\;=~\u00a1-\u2027\u202a-\ud7ff][ -~\u00a1-\u2027\u202a-\ud7ff]*\z", Linear);

    internal static bool TryNumber(string text, [NotNullWhen(true)] out JsonNode? number)
    {
        number = null;
        if (text[0] is not ((>= '0' and <= '9') or '-' or '+' or '.'))
            return false;
        if (Integer.IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            number = JsonValue.Create(whole);
        else if (Float.IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real))
            number = JsonValue.Create(real);
        return number is not null;
    }

    /// <summary>Would a reader take the plain text for something other than this very string?</summary>
    internal static bool NeedsQuotes(string text) =>
        text.Length == 0
        || Ambiguous.IsMatch(text)
        || !PlainSafe.IsMatch(text)
        || text.Contains(": ", StringComparison.Ordinal)
        || text.Contains(" #", StringComparison.Ordinal)
        || text[^1] is ':' or ' ';
}

using System.Globalization;
using System.Text.RegularExpressions;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Schemas;

/// <summary>Durations as the OpenAPI format has them: Go's, and words such as <c>3 days</c>.</summary>
internal static partial class SchemaDurations
{
    private static readonly Dictionary<string, decimal> Seconds = new(StringComparer.Ordinal)
    {
        ["ns"] = 1e-9m,
        ["nano"] = 1e-9m,
        ["us"] = 1e-6m,
        ["µs"] = 1e-6m,
        ["micro"] = 1e-6m,
        ["ms"] = 1e-3m,
        ["milli"] = 1e-3m,
        ["s"] = 1,
        ["sec"] = 1,
        ["second"] = 1,
        ["m"] = 60,
        ["min"] = 60,
        ["minute"] = 60,
        ["h"] = 3600,
        ["hr"] = 3600,
        ["hour"] = 3600,
        ["d"] = 86400,
        ["day"] = 86400,
        ["w"] = 604800,
        ["wk"] = 604800,
        ["week"] = 604800,
    };

    public static CelDuration? Parse(string text)
    {
        if (CelDuration.Parse(text) is { } plain)
            return plain;
        var (total, read) = (0m, 0);
        foreach (Match match in Part().Matches(text))
        {
            var unit = match.Groups["unit"].Value;
            if (!Seconds.TryGetValue(unit, out var seconds) && !Seconds.TryGetValue(unit.TrimEnd('s'), out seconds))
                return null;
            total += decimal.Parse(match.Groups["amount"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * seconds * CelDuration.PerSecond;
            read += match.Length;
        }

        return read == text.Length && read > 0 && total <= long.MaxValue ? new CelDuration((long)total) : null;
    }

    [GeneratedRegex(@"(?<amount>\d{1,12}(\.\d{1,9})?)\s*(?<unit>[A-Za-zµ]+)\s*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Part();
}

using System.Diagnostics.Metrics;

namespace Lepton.ControllerRuntime.Metrics.Prometheus;

/// <summary>Prometheus names of instruments: those that are Prometheus names already stay as they are; others get their unit as a suffix.</summary>
internal static class MetricName
{
    /// <summary>The name of the family; of a counter without <c>_total</c>.</summary>
    internal static string Of(Instrument instrument, MetricKind kind)
    {
        var name = Clean(instrument.Name);
        if (kind == MetricKind.Counter && name.EndsWith("_total", StringComparison.Ordinal))
            name = name[..^"_total".Length];
        var unit = Unit(instrument.Unit);
        return unit.Length == 0 || name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
    }

    internal static string Clean(string name)
    {
        var chars = name.Select((c, i) => char.IsAsciiLetter(c) || c is '_' or ':' || (char.IsAsciiDigit(c) && i > 0) ? c : '_');
        return string.Concat(chars);
    }

    private static string Unit(string? unit) => unit switch
    {
        "s" => "_seconds",
        "ms" => "_milliseconds",
        "By" => "_bytes",
        _ => "",
    };
}

using System.Globalization;
using System.Text;

namespace Lepton.ControllerRuntime.Metrics.Prometheus;

/// <summary>Writes families as text.</summary>
internal sealed class ExpositionWriter(ExpositionFormat format)
{
    /// <summary>OpenMetrics names the unit of a family whose name ends with it.</summary>
    private static readonly string[] Units = ["seconds", "bytes", "ratio", "dollars"];

    private readonly StringBuilder _text = new();

    internal void Write(MetricFamily family)
    {
        // 0.0.4 names the family of a counter with its suffix, OpenMetrics without.
        var isCounter = family.Kind == MetricKind.Counter;
        var sampleName = isCounter ? family.Name + "_total" : family.Name;
        var familyName = isCounter && format == ExpositionFormat.OpenMetrics ? family.Name : sampleName;
        WriteHead(familyName, family);
        family.Read(sample =>
        {
            if (family.Kind == MetricKind.Histogram)
                WriteHistogram(family, sample);
            else
                WriteLine(sampleName, sample.Labels, null, sample.Value, isCounter ? sample.ExemplarOf(0) : null);
        });
    }

    internal string End() => format == ExpositionFormat.OpenMetrics ? _text.Append("# EOF\n").ToString() : _text.ToString();

    private void WriteHead(string name, MetricFamily family)
    {
        _text.Append("# HELP ").Append(name).Append(' ');
        foreach (var c in family.Help)
            _ = c switch { '\\' => _text.Append(@"\\"), '\n' => _text.Append("\\n"), '"' when format == ExpositionFormat.OpenMetrics => _text.Append("\\\""), _ => _text.Append(c) };
        _text.Append("\n# TYPE ").Append(name).Append(' ').Append(family.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        }).Append('\n');
        if (format == ExpositionFormat.OpenMetrics && Units.FirstOrDefault(u => family.Name.EndsWith("_" + u, StringComparison.Ordinal)) is { } unit)
            _text.Append("# UNIT ").Append(name).Append(' ').Append(unit).Append('\n');
    }

    private void WriteHistogram(MetricFamily family, MetricSample sample)
    {
        long below = 0;
        for (var i = 0; i < family.Buckets.Count; i++)
        {
            below += sample.Counts[i];
            WriteLine(family.Name + "_bucket", sample.Labels, Number(family.Buckets[i], isBound: true), below, sample.ExemplarOf(i));
        }

        WriteLine(family.Name + "_bucket", sample.Labels, "+Inf", sample.Count, sample.ExemplarOf(family.Buckets.Count));
        WriteLine(family.Name + "_sum", sample.Labels, null, sample.Value);
        WriteLine(family.Name + "_count", sample.Labels, null, sample.Count);
    }

    private void WriteLine(string name, string labels, string? bound, double value, Exemplar? exemplar = null)
    {
        _text.Append(name);
        if (labels.Length > 0 || bound is not null)
        {
            _text.Append('{').Append(labels);
            if (bound is not null)
                _text.Append(labels.Length > 0 ? "," : "").Append("le=\"").Append(bound).Append('"');
            _text.Append('}');
        }

        _text.Append(' ').Append(Number(value));
        // Only OpenMetrics has a place for them.
        if (exemplar is { } one && format == ExpositionFormat.OpenMetrics)
        {
            _text.Append(" # {trace_id=\"").Append(one.Trace.ToHexString()).Append("\",span_id=\"").Append(one.Span.ToHexString()).Append("\"} ")
                .Append(Number(one.Value)).Append(' ').Append(one.Time.ToString("0.000", CultureInfo.InvariantCulture));
        }

        _text.Append('\n');
    }

    private string Number(double value, bool isBound = false)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "+Inf" : "-Inf";
        var text = value.ToString("R", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
        // OpenMetrics wants bounds to be floats in their canonical form.
        return isBound && format == ExpositionFormat.OpenMetrics && text.All(c => char.IsAsciiDigit(c) || c == '-') ? text + ".0" : text;
    }
}

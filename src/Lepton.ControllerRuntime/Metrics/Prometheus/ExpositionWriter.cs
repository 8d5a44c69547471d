using System.Globalization;
using System.Text;

namespace Lepton.ControllerRuntime.Metrics.Prometheus;

/// <summary>Writes families as text.</summary>
internal sealed class ExpositionWriter(ExpositionFormat format)
{
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
                WriteLine(sampleName, sample.Labels, null, sample.Value);
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
    }

    private void WriteHistogram(MetricFamily family, MetricSample sample)
    {
        long below = 0;
        for (var i = 0; i < family.Buckets.Count; i++)
        {
            below += sample.Counts[i];
            WriteLine(family.Name + "_bucket", sample.Labels, Number(family.Buckets[i], isBound: true), below);
        }

        WriteLine(family.Name + "_bucket", sample.Labels, "+Inf", sample.Count);
        WriteLine(family.Name + "_sum", sample.Labels, null, sample.Value);
        WriteLine(family.Name + "_count", sample.Labels, null, sample.Count);
    }

    private void WriteLine(string name, string labels, string? bound, double value)
    {
        _text.Append(name);
        if (labels.Length > 0 || bound is not null)
        {
            _text.Append('{').Append(labels);
            if (bound is not null)
                _text.Append(labels.Length > 0 ? "," : "").Append("le=\"").Append(bound).Append('"');
            _text.Append('}');
        }

        _text.Append(' ').Append(Number(value)).Append('\n');
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

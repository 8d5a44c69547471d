using System.Diagnostics.Metrics;

namespace Lepton.ControllerRuntime.Metrics.Prometheus;

/// <summary>All series of one instrument.</summary>
internal sealed class MetricFamily
{
    /// <summary>More series than this are a mistake in some label; they are counted, not kept.</summary>
    private const int MaxSeries = 10_000;

    private static readonly double[] DefaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _gate = new();
    private readonly Instrument _instrument;
    private readonly TimeProvider _time;
    private readonly bool _accumulates;
    private readonly Dictionary<KeyValuePair<string, object?>[], MetricSample> _byTags = new(TagComparer.Instance);
    private readonly Dictionary<string, MetricSample> _byLabels = new(StringComparer.Ordinal);

    internal MetricFamily(Instrument instrument, MetricKind kind, TimeProvider time)
    {
        (_instrument, _time, Kind, Name) = (instrument, time, kind, MetricName.Of(instrument, kind));
        Buckets = kind == MetricKind.Histogram ? BucketsOf(instrument) : [];
        _accumulates = !instrument.IsObservable && !IsGauge(instrument);
    }

    internal string Name { get; }

    internal MetricKind Kind { get; }

    internal Instrument Instrument => _instrument;

    internal string Help => _instrument.Description ?? "";

    /// <summary>Upper bounds, without the infinite one.</summary>
    internal IReadOnlyList<double> Buckets { get; }

    internal long Overflow { get; private set; }

    internal void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            if (Find(tags) is not { } sample)
                return;
            var bucket = BucketOf(value);
            if (Kind == MetricKind.Histogram)
                sample.Observe(value, bucket);
            else if (_accumulates)
                sample.Add(value);
            else
                sample.Set(value);
            if (Kind != MetricKind.Gauge && !_instrument.IsObservable && Exemplar.Here(value, _time) is { } exemplar)
                sample.Show(bucket, exemplar);
        }
    }

    /// <summary>Before observable instruments are asked: what they do not report any more is gone.</summary>
    internal void Reset()
    {
        if (!_instrument.IsObservable)
            return;
        lock (_gate)
        {
            _byTags.Clear();
            _byLabels.Clear();
        }
    }

    /// <summary>Drops the series that carry a label.</summary>
    internal void Forget(KeyValuePair<string, object?> tag)
    {
        lock (_gate)
        {
            foreach (var (tags, sample) in _byTags.Where(t => t.Key.Contains(tag)).ToList())
            {
                _byTags.Remove(tags);
                _byLabels.Remove(sample.Labels);
            }
        }
    }

    /// <summary>Calls back for each series in the order of its labels. Series known beforehand are there at zero.</summary>
    internal void Read(Action<MetricSample> read)
    {
        lock (_gate)
        {
            foreach (var tags in MetricSeries.Of(_instrument))
                Find(tags);
            foreach (var sample in _byLabels.Values.OrderBy(s => s.Labels, StringComparer.Ordinal))
                read(sample);
        }
    }

    internal static MetricKind? KindOf(Instrument instrument)
    {
        var type = instrument.GetType();
        if (!type.IsGenericType)
            return null;
        var definition = type.GetGenericTypeDefinition();
        if (definition == typeof(Counter<>) || definition == typeof(ObservableCounter<>))
            return MetricKind.Counter;
        return definition == typeof(Histogram<>) ? MetricKind.Histogram : MetricKind.Gauge;
    }

    private MetricSample? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var lookup = _byTags.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        if (lookup.TryGetValue(tags, out var sample))
            return sample;
        var labels = LabelSet.Of(tags);
        if (!_byLabels.TryGetValue(labels, out sample))
        {
            if (_byLabels.Count >= MaxSeries)
            {
                Overflow++;
                return null;
            }

            _byLabels[labels] = sample = new(labels, Buckets.Count);
        }

        lookup[tags] = sample;
        return sample;
    }

    private int BucketOf(double value)
    {
        var i = 0;
        while (i < Buckets.Count && value > Buckets[i])
            i++;
        return i;
    }

    private static bool IsGauge(Instrument instrument) => instrument.GetType().GetGenericTypeDefinition() == typeof(Gauge<>);

    private static IReadOnlyList<double> BucketsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => bounds,
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(b => (double)b)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(b => (double)b)],
        _ => DefaultBuckets,
    };
}

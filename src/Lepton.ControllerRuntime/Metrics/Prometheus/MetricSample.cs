namespace Lepton.ControllerRuntime.Metrics.Prometheus;

/// <summary>The figures of one series: a sum or last value, and of a histogram the counts per bucket too. Guarded by its family.</summary>
internal sealed class MetricSample(string labels, int buckets)
{
    private readonly long[] _counts = new long[buckets];
    private Exemplar?[]? _exemplars;

    internal string Labels => labels;

    internal double Value { get; private set; }

    internal long Count { get; private set; }

    internal ReadOnlySpan<long> Counts => _counts;

    /// <summary>The newest example of what fell into a bucket, or was counted (bucket 0 of none); null where no trace was recorded.</summary>
    internal Exemplar? ExemplarOf(int bucket) => _exemplars?[bucket];

    /// <param name="bucket">As for <see cref="Observe"/>; 0 of a counter.</param>
    internal void Show(int bucket, Exemplar exemplar) => (_exemplars ??= new Exemplar?[buckets + 1])[bucket] = exemplar;

    internal void Set(double value) => Value = value;

    internal void Add(double value) => Value += value;

    /// <param name="value">What was measured.</param>
    /// <param name="bucket">The first bucket whose bound is not below it.</param>
    internal void Observe(double value, int bucket)
    {
        Value += value;
        Count++;
        if (bucket < _counts.Length)
            _counts[bucket]++;
    }
}

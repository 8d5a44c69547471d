using Lepton.Api.Providers;

namespace Lepton.Operator.Dashboard;

/// <summary>One look at the providers.</summary>
/// <param name="Hourly">Dollars per hour of models, by provider.</param>
/// <param name="Models">GPUs used by models.</param>
/// <param name="Others">GPUs used by other pods.</param>
/// <param name="Free">GPUs on nodes that nothing uses.</param>
internal sealed record CostSample(DateTimeOffset Time, IReadOnlyDictionary<string, double> Hourly, int Models, int Others, int Free)
{
    public static CostSample Of(DateTimeOffset time, IEnumerable<CloudProvider> providers)
    {
        var all = providers.Where(p => p.Status?.Totals is not null).ToList();
        return new CostSample(
            time, all.ToDictionary(p => p.Metadata.Name!, p => p.Status!.Totals!.HourlyCost, StringComparer.Ordinal),
            all.Sum(p => p.Status!.Totals!.GpusUsedByModels), all.Sum(p => p.Status!.Totals!.GpusUsedByOthers), all.Sum(p => p.Status!.Totals!.GpusFree));
    }
}

/// <summary>The last samples, in memory alone: a replica that starts anew begins anew. Longer lines are Prometheus' business.</summary>
internal sealed class CostHistory
{
    /// <summary>A day of minutes.</summary>
    public const int Most = 1440;

    private readonly Lock _lock = new();
    private readonly Queue<CostSample> _samples = new();

    public IReadOnlyList<CostSample> Samples
    {
        get
        {
            lock (_lock)
                return [.. _samples];
        }
    }

    public void Add(CostSample sample)
    {
        lock (_lock)
        {
            _samples.Enqueue(sample);
            while (_samples.Count > Most)
                _samples.Dequeue();
        }
    }
}

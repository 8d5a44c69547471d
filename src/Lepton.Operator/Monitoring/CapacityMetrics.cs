using System.Diagnostics.Metrics;

namespace Lepton.Operator.Monitoring;

/// <summary>GPUs and nodes of the member clusters, used and free, and what they cost.</summary>
internal sealed class CapacityMetrics
{
    private readonly FreshReading<CapacityReading> _reading;

    public CapacityMetrics(Meter meter, FreshReading<CapacityReading> reading)
    {
        _reading = reading;
        meter.CreateObservableGauge("lepton_gpus", Gpus, description: "GPUs (or other devices) of member clusters by state: free, models (used by LeptonModels), others (used by other pods), scalable (nodes that can be added).");
        meter.CreateObservableGauge("lepton_nodes", () => Each(p => p.Nodes), description: "Nodes of member clusters that take work.");
        meter.CreateObservableGauge("lepton_pools_stocked_out", () => Each(p => p.StockedOut), description: "Pools whose new nodes did not come and are not counted on for a time.");
        meter.CreateObservableGauge("lepton_gpu_hour_price_dollars", Prices, description: "Lowest price of a GPU for an hour, in dollars.");
    }

    private IEnumerable<Measurement<int>> Gpus() => _reading.Value.Pools.Where(p => p.Key.Accelerator != PlacementLabels.None).SelectMany(p =>
        new[] { ("free", p.Value.Free), ("models", p.Value.Models), ("others", p.Value.Others), ("scalable", p.Value.Scalable) }
            .Select(s => new Measurement<int>(s.Item2, [.. p.Key.Tags, OperatorMeter.Tag("state", s.Item1)])));

    private IEnumerable<Measurement<int>> Each(Func<CapacityFigures, int> figure) => _reading.Value.Pools.Select(p => new Measurement<int>(figure(p.Value), p.Key.Tags));

    private IEnumerable<Measurement<double>> Prices() => _reading.Value.Pools.Where(p => p.Value.Price is not null).Select(p => new Measurement<double>(p.Value.Price!.Value, p.Key.Tags));
}

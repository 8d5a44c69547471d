using Lepton.Api.Providers;

namespace Lepton.Operator.Monitoring;

/// <summary>Whose capacity it is, as labels.</summary>
internal readonly record struct CapacityLabels(string Provider, string Cluster, string Region, string Accelerator, string CapacityType)
{
    public KeyValuePair<string, object?>[] Tags =>
    [
        OperatorMeter.Tag("provider", Provider), OperatorMeter.Tag("cluster", Cluster), OperatorMeter.Tag("region", Region),
        OperatorMeter.Tag("accelerator", Accelerator), OperatorMeter.Tag("capacity_type", CapacityType),
    ];
}

/// <summary>The pools of clusters as the CloudProviders' statuses have them, added up over instance types and zones.</summary>
internal sealed class CapacityReading
{
    public Dictionary<CapacityLabels, CapacityFigures> Pools { get; } = [];

    public static CapacityReading Of(IEnumerable<CloudProvider> providers)
    {
        var reading = new CapacityReading();
        foreach (var provider in providers)
        {
            foreach (var cluster in provider.Spec.Clusters ?? [])
            {
                foreach (var pool in provider.Status?.Clusters?.Find(c => c.Name == cluster.Name)?.Pools ?? [])
                    reading.Add(new(provider.Metadata.Name!, cluster.Name, cluster.Region, pool.Accelerator ?? PlacementLabels.None, pool.CapacityType.ToString()), pool);
            }
        }

        return reading;
    }

    private void Add(CapacityLabels labels, PoolStatus pool)
    {
        var before = Pools.GetValueOrDefault(labels) ?? new CapacityFigures();
        Pools[labels] = before with
        {
            Nodes = before.Nodes + pool.Nodes,
            Free = before.Free + pool.GpusFree,
            Models = before.Models + pool.GpusUsedByModels,
            Others = before.Others + pool.GpusUsedByOthers,
            Scalable = before.Scalable + pool.GpusScalable,
            StockedOut = before.StockedOut + (pool.StockedOutUntil is null ? 0 : 1),
            Price = pool.PricePerGpuHour is { } price ? Math.Min(price, before.Price ?? price) : before.Price,
        };
    }
}

/// <summary>GPUs and nodes under one set of labels.</summary>
internal sealed record CapacityFigures
{
    public int Nodes { get; init; }

    /// <summary>On nodes that are there, used by nobody.</summary>
    public int Free { get; init; }

    /// <summary>Used by pods of LeptonModels.</summary>
    public int Models { get; init; }

    /// <summary>Used by other pods.</summary>
    public int Others { get; init; }

    /// <summary>That the cluster's autoscaler can add.</summary>
    public int Scalable { get; init; }

    /// <summary>Pools that are taken to be sold out.</summary>
    public int StockedOut { get; init; }

    /// <summary>The lowest, in dollars per GPU and hour.</summary>
    public double? Price { get; init; }
}

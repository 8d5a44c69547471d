using Lepton.Api.Providers;
using Lepton.Cli.Simulate.Futures;
using Lepton.Operator.Planning.Pools;
using Lepton.Placement;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.World;

/// <summary>List prices times the factors that hold now.</summary>
internal sealed class WorldPrices(IPoolPrices list) : IPoolPrices
{
    private readonly SortedDictionary<string, PriceChange> _factors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PoolPrice> _listed = new(StringComparer.Ordinal);

    public void Apply(PriceChange change) => _factors[change.Source] = change;

    public PoolPrice Find(CloudProvider provider, FleetPool pool)
    {
        if (!_listed.TryGetValue(pool.Id, out var price))
            _listed[pool.Id] = price = list.Find(provider, pool);
        var factor = Factor(provider.Metadata.Name!, pool.Region, pool.Accelerator ?? "", pool.CapacityType);
        return price with { PerGpuHour = price.PerGpuHour * factor, PerCpuHour = price.PerCpuHour * factor, PerMemoryGiBHour = price.PerMemoryGiBHour * factor };
    }

    private double Factor(string provider, string region, string accelerator, CapacityType terms)
    {
        var factor = 1.0;
        foreach (var change in _factors.Values)
        {
            if (Is(change.Provider, provider) && Is(change.Region, region) && Is(change.Accelerator, accelerator) && (change.CapacityType is not { } only || Terms(only) == terms))
                factor *= change.Factor;
        }

        return factor;
    }

    private static bool Is(string asked, string actual) => asked.Length == 0 || string.Equals(asked, actual, StringComparison.Ordinal);

    private static CapacityType Terms(NodeCapacityType terms) => terms switch
    {
        NodeCapacityType.Spot => CapacityType.Spot,
        NodeCapacityType.Reserved => CapacityType.Reserved,
        _ => CapacityType.OnDemand,
    };
}

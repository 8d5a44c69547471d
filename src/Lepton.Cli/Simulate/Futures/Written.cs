using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.Futures;

/// <summary>What a fleet file says will happen.</summary>
internal static class Written
{
    public static IEnumerable<FutureEvent> Price(PriceEvent price, int index)
    {
        yield return Change(price.AtHours, price.Factor);
        if (price.ForHours is { } length)
            yield return Change(price.AtHours + length, 1);

        PriceChange Change(double at, double factor) => new(at, $"written/{index}", price.Provider, price.Region, price.Accelerator, price.CapacityType, factor);
    }

    /// <summary>Faults that only change how an API server answers keep the operator from a cluster as a partition does; broken watches cost it nothing here.</summary>
    public static IEnumerable<FutureEvent> Fault(FaultEvent fault)
    {
        var end = fault.AtHours + fault.ForHours;
        return fault.Kind switch
        {
            FaultKind.ClusterDown => Span(new ClusterChange(fault.AtHours, fault.Cluster, false, false), e => new ClusterChange(e, fault.Cluster, true, true)),
            FaultKind.Partition or FaultKind.ServerError or FaultKind.TooManyRequests or FaultKind.ExpiredCredentials =>
                Span(new ClusterChange(fault.AtHours, fault.Cluster, false, true), e => new ClusterChange(e, fault.Cluster, true, true)),
            FaultKind.StockOut => Span(new StockChange(fault.AtHours, fault.Cluster, fault.Pool, false), e => new StockChange(e, fault.Cluster, fault.Pool, true)),
            FaultKind.GpuFailure => Span(new SlotGpus(fault.AtHours, fault.Cluster, fault.Pool, fault.Node, fault.Gpus), e => new SlotGpus(e, fault.Cluster, fault.Pool, fault.Node, -fault.Gpus)),
            FaultKind.NodeLost or FaultKind.SpotReclaim => [new SlotLoss(fault.AtHours, fault.Cluster, fault.Pool, fault.Node, fault.Kind == FaultKind.SpotReclaim)],
            _ => [],
        };

        IEnumerable<FutureEvent> Span(FutureEvent begin, Func<double, FutureEvent> over) => end is { } at ? [begin, over(at)] : [begin];
    }
}

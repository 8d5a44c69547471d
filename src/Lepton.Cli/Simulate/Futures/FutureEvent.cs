using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.Futures;

/// <summary>Something that happens whatever is decided. Times are hours from the start.</summary>
internal abstract record FutureEvent(double At);

/// <summary>From now on a model gets that many units per second.</summary>
internal sealed record LoadChange(double At, string Model, double UnitsPerSecond) : FutureEvent(At);

/// <summary>From now on a price is its list price times the factor. Events overlap: the factors of different sources multiply.</summary>
/// <param name="Source">Which walk or price event it belongs to; a later factor of the same source replaces the earlier.</param>
/// <param name="Provider">Empty: all; the same for region and accelerator.</param>
internal sealed record PriceChange(double At, string Source, string Provider, string Region, string Accelerator, NodeCapacityType? CapacityType, double Factor) : FutureEvent(At);

/// <summary>A cluster stops answering the operator, and unless it is a partition stops serving too; or both are over.</summary>
internal sealed record ClusterChange(double At, string Cluster, bool Reachable, bool Serving) : FutureEvent(At);

/// <summary>The machine in one place of a pool is lost or taken back; nothing happens when no machine is there.</summary>
internal sealed record SlotLoss(double At, string Cluster, string Pool, int Slot, bool Reclaimed) : FutureEvent(At);

/// <summary>GPUs of the machine in one place of a pool fail or (negative) work again.</summary>
internal sealed record SlotGpus(double At, string Cluster, string Pool, int Slot, int Failed) : FutureEvent(At);

/// <summary>The cloud has no more machines of a pool, or has some again.</summary>
internal sealed record StockChange(double At, string Cluster, string Pool, bool InStock) : FutureEvent(At);

namespace Lepton.Operator.Monitoring;

/// <summary>Whose figures they are, as labels. An empty namespace or model: added up over all of them, because there are too many.</summary>
/// <param name="State">Active, Pending or Draining.</param>
internal readonly record struct PlacementLabels(string Namespace, string Model, string Provider, string Cluster, string Accelerator, string CapacityType, string State)
{
    /// <summary>Label <c>accelerator</c> of what runs on CPUs.</summary>
    public const string None = "none";

    /// <summary>Labels that say nothing are left out.</summary>
    public KeyValuePair<string, object?>[] Tags =>
    [
        .. Namespace.Length > 0 ? [OperatorMeter.Tag("namespace", Namespace)] : Array.Empty<KeyValuePair<string, object?>>(),
        .. Model.Length > 0 ? [OperatorMeter.Tag("model", Model)] : Array.Empty<KeyValuePair<string, object?>>(),
        OperatorMeter.Tag("provider", Provider), OperatorMeter.Tag("cluster", Cluster),
        OperatorMeter.Tag("accelerator", Accelerator), OperatorMeter.Tag("capacity_type", CapacityType), OperatorMeter.Tag("state", State),
    ];
}

/// <summary>The figures of placements with the same labels.</summary>
/// <param name="Replicas">Decided, or running on until their successors serve.</param>
/// <param name="Ready">Of those: ready.</param>
/// <param name="Gpus">What they use.</param>
/// <param name="HourlyCost">Dollars per hour.</param>
internal readonly record struct PlacementFigures(int Replicas, int Ready, int Gpus, double HourlyCost)
{
    public static PlacementFigures operator +(PlacementFigures a, PlacementFigures b) => new(a.Replicas + b.Replicas, a.Ready + b.Ready, a.Gpus + b.Gpus, a.HourlyCost + b.HourlyCost);
}

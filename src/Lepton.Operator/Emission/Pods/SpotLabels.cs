namespace Lepton.Operator.Emission.Pods;

/// <summary>The labels by which nodes say that they can be taken back.</summary>
internal static class SpotLabels
{
    /// <summary>In the order they are written. A node without the label does not match its value, so excluding all of them keeps a pod off spot nodes of every cloud.</summary>
    public static IReadOnlyList<(string Key, string Value)> All { get; } =
    [
        ("eks.amazonaws.com/capacityType", "SPOT"),
        ("karpenter.sh/capacity-type", "spot"),
        ("cloud.google.com/gke-spot", "true"),
        ("cloud.google.com/gke-preemptible", "true"),
        ("cloud.google.com/gke-provisioning", "spot"),
        ("kubernetes.azure.com/scalesetpriority", "spot"),
    ];
}

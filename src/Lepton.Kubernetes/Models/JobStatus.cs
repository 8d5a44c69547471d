namespace Lepton.Kubernetes.Models;

/// <summary>What the controller reports.</summary>
public sealed class V1JobStatus : ExtensibleObject
{
    public List<V1JobCondition>? Conditions { get; set; }
    public DateTimeOffset? StartTime { get; set; }
    public DateTimeOffset? CompletionTime { get; set; }
    public int? Active { get; set; }
    public int? Ready { get; set; }
    public int? Succeeded { get; set; }
    public int? Failed { get; set; }
    public int? Terminating { get; set; }
    public V1UncountedTerminatedPods? UncountedTerminatedPods { get; set; }

    /// <summary>Such as 1,3-5,7.</summary>
    public string? CompletedIndexes { get; set; }
    public string? FailedIndexes { get; set; }
}

/// <summary>Ended pods the controller still has to count, by uid.</summary>
public sealed class V1UncountedTerminatedPods : ExtensibleObject
{
    public List<string>? Succeeded { get; set; }
    public List<string>? Failed { get; set; }
}

/// <summary>Complete, Failed, Suspended, FailureTarget or SuccessCriteriaMet.</summary>
public sealed class V1JobCondition : ExtensibleObject
{
    public string Type { get; set; } = "";
    public string Status { get; set; } = "Unknown";
    public DateTimeOffset? LastProbeTime { get; set; }
    public DateTimeOffset? LastTransitionTime { get; set; }
    public string? Reason { get; set; }
    public string? Message { get; set; }
}

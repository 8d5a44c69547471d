namespace Lepton.Kubernetes.Models;

/// <summary>What a node repels pods with.</summary>
public sealed class V1Taint : ExtensibleObject
{
    public string Key { get; set; } = "";
    public string? Value { get; set; }

    /// <summary>NoSchedule, PreferNoSchedule or NoExecute.</summary>
    public string Effect { get; set; } = "";
    public DateTimeOffset? TimeAdded { get; set; }
}

/// <summary>A taint a pod bears. An empty key with Exists bears all.</summary>
public sealed class V1Toleration : ExtensibleObject
{
    public string? Key { get; set; }

    /// <summary>Exists or Equal; Equal when absent.</summary>
    public string? Operator { get; set; }
    public string? Value { get; set; }

    /// <summary>Empty: any effect.</summary>
    public string? Effect { get; set; }
    public long? TolerationSeconds { get; set; }
}

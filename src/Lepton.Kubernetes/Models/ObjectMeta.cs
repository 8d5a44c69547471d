using System.Text.Json.Nodes;
using Lepton.Kubernetes.Schema;

namespace Lepton.Kubernetes.Models;

/// <summary>Metadata every object carries (meta/v1 ObjectMeta).</summary>
public sealed class V1ObjectMeta
{
    public string? Name { get; set; }

    public string? GenerateName { get; set; }

    public string? Namespace { get; set; }

    public string? Uid { get; set; }

    public string? ResourceVersion { get; set; }

    public long? Generation { get; set; }

    public DateTimeOffset? CreationTimestamp { get; set; }

    public DateTimeOffset? DeletionTimestamp { get; set; }

    public long? DeletionGracePeriodSeconds { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public Dictionary<string, string>? Annotations { get; set; }

    public List<V1OwnerReference>? OwnerReferences { get; set; }

    public List<string>? Finalizers { get; set; }

    /// <summary>Field ownership, kept as JSON: no reader of ours needs more, and a cache may drop it. Never sent by us.</summary>
    public JsonArray? ManagedFields { get; set; }

    /// <summary><c>namespace/name</c>, or just the name of a cluster-scoped object.</summary>
    public string NamespacedName() => string.IsNullOrEmpty(Namespace) ? Name ?? "" : $"{Namespace}/{Name}";
}

/// <summary>The owner of an object within the same cluster (garbage collection follows it).</summary>
public sealed class V1OwnerReference
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Name { get; set; } = "";

    public string Uid { get; set; } = "";

    public bool? Controller { get; set; }

    public bool? BlockOwnerDeletion { get; set; }
}

/// <summary>Metadata of a list or of one of its pages.</summary>
public sealed class V1ListMeta
{
    public string? ResourceVersion { get; set; }

    public string? Continue { get; set; }

    public long? RemainingItemCount { get; set; }
}

/// <summary>One observation about an object (meta/v1 Condition).</summary>
[Description("One observation about the object, true, false or unknown.")]
public sealed class V1Condition
{
    [Length(1, 316), Pattern(@"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$")]
    [Description("What is observed, such as Ready.")]
    public string Type { get; set; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    [Length(7), Pattern("^(True|False|Unknown)$")]
    [Description("True, False or Unknown.")]
    public string Status { get; set; } = "Unknown";

    [Minimum(0)]
    [Description("The metadata.generation the observation is about; older than the object's means it is out of date.")]
    public long? ObservedGeneration { get; set; }

    [Description("When status last changed.")]
    public DateTimeOffset? LastTransitionTime { get; set; }

    /// <summary>CamelCase, stable: programs read it.</summary>
    [Length(1, 1024), Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")]
    [Description("Why, as one CamelCase word that programs may read.")]
    public string Reason { get; set; } = "";

    /// <summary>A sentence for people.</summary>
    [Length(32768)]
    [Description("Why, as a sentence for people.")]
    public string Message { get; set; } = "";
}

using System.Text.Json.Serialization;

namespace Lepton.Kubernetes.Models;

/// <summary>An object the Kubernetes API serves: a kind, an API version and metadata.</summary>
public interface IKubernetesObject
{
    /// <summary>Group and version, such as <c>apps/v1</c>; <c>v1</c> for the core group.</summary>
    string? ApiVersion { get; set; }

    /// <summary>Kind, such as <c>Deployment</c>. Absent on the items of lists of built-in kinds.</summary>
    string? Kind { get; set; }

    /// <summary>Name, namespace, labels and bookkeeping.</summary>
    V1ObjectMeta Metadata { get; set; }
}

/// <summary>Base of all typed objects. The property order is the order in which real servers write built-in kinds.</summary>
public abstract class KubernetesObject : IKubernetesObject
{
    [JsonPropertyOrder(-3)]
    public string? ApiVersion { get; set; }

    [JsonPropertyOrder(-2)]
    public string? Kind { get; set; }

    [JsonPropertyOrder(-1)]
    public V1ObjectMeta Metadata { get; set; } = new();

    public override string ToString() => $"{Kind ?? GetType().Name} {Metadata.NamespacedName()}";
}

/// <summary>An object that has a specification.</summary>
public interface ISpec<TSpec>
{
    TSpec Spec { get; set; }
}

/// <summary>An object whose state is reported by a controller.</summary>
public interface IStatus<TStatus>
{
    TStatus? Status { get; set; }
}

/// <summary>One page of a collection.</summary>
public sealed class KubernetesList<T>
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public V1ListMeta Metadata { get; set; } = new();

    public List<T> Items { get; set; } = [];
}

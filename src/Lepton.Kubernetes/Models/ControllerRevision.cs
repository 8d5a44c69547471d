using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Models;

/// <summary>A state of some object's spec, kept for history and rollback. Its data cannot be changed once it is made.</summary>
[KubernetesEntity(Group = "apps", ApiVersion = "v1", Kind = "ControllerRevision", PluralName = "controllerrevisions")]
public sealed class V1ControllerRevision : KubernetesObject
{
    /// <summary>Whatever its controller keeps; an object.</summary>
    public JsonObject? Data { get; set; }

    /// <summary>Its number; later ones have higher ones.</summary>
    public long Revision { get; set; }
}

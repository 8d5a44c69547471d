using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Emission;

/// <summary>One object as it has to stand in a member cluster.</summary>
/// <param name="Resource">What it is.</param>
/// <param name="Namespace">Null for cluster-scoped objects.</param>
/// <param name="Json">Exactly the fields we own, with labels and the <see cref="Ownership.HashAnnotation"/>.</param>
internal sealed record DesiredObject(ResourceDefinition Resource, string? Namespace, string Name, JsonObject Json)
{
    public ObjectKey Key => new(Resource, Namespace, Name);

    /// <summary>Hash over all fields but itself: tells that a field was dropped, which comparing field by field cannot.</summary>
    public string Hash => (string)Json["metadata"]!["annotations"]![Ownership.HashAnnotation]!;

    /// <summary>Never the content: it may be a Secret's.</summary>
    public override string ToString() => Key.ToString();
}

/// <summary>Names an object within one cluster.</summary>
internal readonly record struct ObjectKey(ResourceDefinition Resource, string? Namespace, string Name)
{
    public override string ToString() => Namespace is null ? $"{Resource.Kind} {Name}" : $"{Resource.Kind} {Namespace}/{Name}";
}

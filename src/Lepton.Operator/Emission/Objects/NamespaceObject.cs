using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Emission.Objects;

/// <summary>The model's namespace, in members that lack it. It belongs to no single model, so it carries no model label.</summary>
internal static class NamespaceObject
{
    public static DesiredObject Create(ModelScope scope) => DesiredObjects.Create(
        ResourceDefinition.Of<V1Namespace>(), null, scope.Namespace, Ownership.SharedLabels(scope.HubId), null, new JsonObject());
}

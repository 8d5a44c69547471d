using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;

namespace Lepton.Operator.Members;

/// <summary>Whether a namespace we made may go: deleting it deletes everything in it, so nothing of anybody else's may be left.</summary>
internal static class NamespaceCleanup
{
    private static readonly ResourceDefinition[] Kinds =
    [
        ResourceDefinition.Of<V1Pod>(), ResourceDefinition.Of<V1Deployment>(), ResourceDefinition.Of<V1ReplicaSet>(), ResourceDefinition.Of<V1StatefulSet>(),
        ResourceDefinition.Of<V1Job>(), ResourceDefinition.Of<V1Service>(), ResourceDefinition.Of<V1PersistentVolumeClaim>(),
        ResourceDefinition.Of<V1ConfigMap>(), ResourceDefinition.Of<V1Secret>(), ResourceDefinition.Of<V1ServiceAccount>(),
    ];

    /// <summary>Kinds that are looked for here and that the operator does not otherwise read in members.</summary>
    public static IEnumerable<ResourceDefinition> Foreign => Kinds.Where(k => k.Kind != "Pod" && OwnedKinds.All.All(o => o.Resource != k));

    /// <summary>What every namespace is born with.</summary>
    private static readonly HashSet<string> Standard = new(StringComparer.Ordinal)
    {
        "ConfigMap/kube-root-ca.crt", "ConfigMap/openshift-service-ca.crt", "ServiceAccount/default",
    };

    public static async Task<bool> IsEmptyAsync(IKubernetesClient client, string @namespace, string hubId, CancellationToken cancellationToken)
    {
        foreach (var kind in Kinds)
        {
            var list = await client.Resource(kind).ListAsync(@namespace, new ListOptions { MetadataOnly = true, Limit = 50 }, cancellationToken);
            // Pods and ReplicaSets of a Deployment of ours carry its labels: they are on their way out, and the namespace waits for them.
            if (list.Items.Any(i => !Standard.Contains($"{kind.Kind}/{i.Metadata.Name}") && !IsLeaving(i, kind, hubId)))
                return false;
        }

        return true;
    }

    private static bool IsLeaving(UnstructuredObject item, ResourceDefinition kind, string hubId) =>
        Ownership.IsOurs(item.Metadata, hubId) && (item.Metadata.DeletionTimestamp is not null || kind.Kind is "Pod" or "ReplicaSet");
}

using System.Text;
using System.Text.Json.Nodes;
using Lepton.Cli.Manifests;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Cli.Sandboxes;

/// <summary>What a platform team does to a hub before the operator works: definitions, kubeconfigs of the members, objects.</summary>
internal static class HubSetup
{
    public const string SystemNamespace = "lepton-system";
    private static readonly ApplyOptions Apply = new("kubectl") { Force = true };

    /// <summary>Applies the CustomResourceDefinitions and waits until they are served.</summary>
    public static async Task InstallDefinitionsAsync(IKubernetesClient hub, ManifestSet definitions, CancellationToken cancellationToken)
    {
        await ApplyAsync(hub, definitions, cancellationToken);
        var resource = hub.Resource(ResourceDefinition.Of<V1CustomResourceDefinition>());
        foreach (var (_, document) in definitions.All.Where(d => (string?)d.Object["kind"] == "CustomResourceDefinition"))
        {
            var name = (string)document["metadata"]!["name"]!;
            await Wait.UntilAsync(
                $"CustomResourceDefinition {name} is established",
                async () => IsTrue(await resource.GetAsync(name, cancellationToken: cancellationToken), "Established"),
                TimeSpan.FromSeconds(30),
                cancellationToken);
        }
    }

    /// <summary>Puts each member's kubeconfig into a Secret of the hub.</summary>
    public static async Task AddMembersAsync(IKubernetesClient hub, IEnumerable<(string Cluster, string Kubeconfig)> members, CancellationToken cancellationToken)
    {
        await EnsureNamespaceAsync(hub, SystemNamespace, cancellationToken);
        foreach (var (cluster, kubeconfig) in members)
        {
            var secret = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Secret",
                ["metadata"] = new JsonObject { ["name"] = SecretOf(cluster), ["namespace"] = SystemNamespace },
                ["type"] = "Opaque",
                ["data"] = new JsonObject { ["kubeconfig"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(kubeconfig)) },
            };
            await hub.Resource(ResourceDefinition.Of<V1Secret>()).ApplyAsync(new UnstructuredObject(secret), Apply, cancellationToken);
        }
    }

    /// <summary>The Secret of the hub with a member's kubeconfig.</summary>
    public static string SecretOf(string cluster) => $"member-{cluster}";

    /// <summary>Applies all objects in their order, namespaces first.</summary>
    public static async Task ApplyAsync(IKubernetesClient hub, ManifestSet manifests, CancellationToken cancellationToken)
    {
        foreach (var (source, document) in manifests.All.OrderBy(d => (string?)d.Object["kind"] == "Namespace" ? 0 : 1))
        {
            var value = new UnstructuredObject((JsonObject)document.DeepClone());
            var resource = await FindAsync(hub, value.ApiVersion!, value.Kind!, source, cancellationToken);
            if (resource.Namespaced)
            {
                value.Metadata.Namespace ??= "default";
                await EnsureNamespaceAsync(hub, value.Metadata.Namespace, cancellationToken);
            }

            await hub.Resource(resource).ApplyAsync(value, Apply, cancellationToken);
        }
    }

    /// <summary>A definition that was just established is in discovery a moment later.</summary>
    private static async Task<ResourceDefinition> FindAsync(IKubernetesClient hub, string apiVersion, string kind, string source, CancellationToken cancellationToken)
    {
        ResourceDefinition? found = null;
        await Wait.UntilAsync(
            $"{source}: the hub serves {apiVersion} {kind}",
            async () => (found = await hub.FindResourceAsync(apiVersion, kind, cancellationToken)) is not null,
            TimeSpan.FromSeconds(15),
            cancellationToken);
        return found!;
    }

    private static async Task EnsureNamespaceAsync(IKubernetesClient hub, string name, CancellationToken cancellationToken)
    {
        var namespaces = hub.Resource(ResourceDefinition.Of<V1Namespace>());
        if (await namespaces.TryGetAsync(name, cancellationToken: cancellationToken) is not null)
            return;
        var value = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } };
        await namespaces.ApplyAsync(new UnstructuredObject(value), Apply, cancellationToken);
    }

    private static bool IsTrue(UnstructuredObject value, string condition) =>
        (value.Json["status"]?["conditions"] as JsonArray)?.Any(c => (string?)c?["type"] == condition && (string?)c["status"] == "True") == true;
}

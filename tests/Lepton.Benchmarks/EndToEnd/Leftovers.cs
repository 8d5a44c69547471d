using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Benchmarks.EndToEnd;

/// <summary>What an earlier run left in clusters that were given, and that would be in the way of the next: everything the runs make, and nothing else.</summary>
internal static class Leftovers
{
    /// <summary>On the nodes that runs make.</summary>
    public const string Label = "bench.lepton.ai/made";

    private static readonly Type[] InMembers = [typeof(V1Deployment), typeof(V1Job), typeof(V1Pod), typeof(V1Service), typeof(V1PodDisruptionBudget)];

    public static async Task RemoveAsync(BenchFleet fleet)
    {
        await RemoveModelsAsync(fleet.Hub.Resource<LeptonModel>());
        foreach (var member in fleet.Members.Values)
        {
            foreach (var resource in InMembers.Select(ResourceDefinition.Of))
                await RemoveAsync(member.Resource(resource), Wishes.Namespace);
            await RemoveAsync(member.Resource(ResourceDefinition.Of<V1Pod>()), "others");
            await member.Resource(ResourceDefinition.Of<V1Node>()).DeleteCollectionAsync(selection: new ListOptions { LabelSelector = Label });
        }
    }

    /// <summary>Without an operator that would take the finalizers off.</summary>
    private static async Task RemoveModelsAsync(IResourceClient<LeptonModel> models)
    {
        foreach (var model in (await models.ListAllAsync(Wishes.Namespace)).Items)
        {
            await models.PatchAsync(model.Metadata.Name!, Wishes.Namespace, Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }));
            await models.DeleteAsync(model.Metadata.Name!, Wishes.Namespace);
        }
    }

    private static async Task RemoveAsync(IResourceClient<UnstructuredObject> resource, string @namespace)
    {
        // Some servers cannot delete all Services at once.
        foreach (var item in (await resource.ListAllAsync(@namespace)).Items)
        {
            try
            {
                await resource.DeleteAsync(item.Metadata.Name!, @namespace, new DeleteOptions { GracePeriodSeconds = 0 });
            }
            catch (KubernetesApiException e) when (e.IsNotFound)
            {
                // Gone with its owner.
            }
        }
    }
}

using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Http;
using Lepton.Operator.State;

namespace Lepton.Operator.Status;

/// <summary>The finalizer that holds a model until nothing of it is left in the members.</summary>
internal sealed class ModelFinalizer(IKubernetesClient hub, ModelStore store)
{
    public const string Name = "lepton.ai/members";

    /// <summary>Puts it there if it is missing. False when the model is gone or on its way out.</summary>
    public async Task<bool> EnsureAsync(LeptonModel model, CancellationToken cancellationToken)
    {
        for (var current = model; current is { Metadata.DeletionTimestamp: null };)
        {
            if (current.Metadata.Finalizers?.Contains(Name) == true)
                return true;
            if (await WriteAsync(current, [.. current.Metadata.Finalizers ?? [], Name], cancellationToken) is { } stored)
            {
                store.Written(stored);
                return true;
            }

            current = await hub.Resource<LeptonModel>().TryGetAsync(model.Metadata.Name!, model.Metadata.Namespace, cancellationToken);
        }

        return false;
    }

    /// <summary>Takes it away. A model that is gone is what was wanted.</summary>
    public async Task RemoveAsync(LeptonModel model, CancellationToken cancellationToken)
    {
        for (var current = model; current?.Metadata.Finalizers?.Contains(Name) == true;)
        {
            var rest = current.Metadata.Finalizers.Where(f => f != Name).ToList();
            if (await WriteAsync(current, rest, cancellationToken) is not null)
                return;
            current = await hub.Resource<LeptonModel>().TryGetAsync(model.Metadata.Name!, model.Metadata.Namespace, cancellationToken);
        }
    }

    /// <summary>Null after a conflict, or when the object is gone: read again.</summary>
    private async Task<LeptonModel?> WriteAsync(LeptonModel model, IEnumerable<string> finalizers, CancellationToken cancellationToken)
    {
        // A list is replaced as a whole: the resourceVersion keeps others' finalizers from getting lost.
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = model.Metadata.ResourceVersion,
                ["finalizers"] = new JsonArray(finalizers.Select(f => (JsonNode)f).ToArray()),
            },
        };
        try
        {
            return await hub.Resource<LeptonModel>().PatchAsync(
                model.Metadata.Name!, model.Metadata.Namespace, Patch.Merge(patch), options: new WriteOptions { FieldManager = Emission.Ownership.FieldManager }, cancellationToken: cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsConflict || e.IsNotFound)
        {
            return null;
        }
    }
}

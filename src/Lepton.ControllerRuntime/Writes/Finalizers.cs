using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Writes;

/// <summary>
/// Finalizers: ours is on the object before the first side effect, and off it when the last one is undone. Both are written at the version that was
/// read, so that another controller's finalizer is never overwritten.
/// </summary>
public static class Finalizers
{
    private const int Attempts = 5;

    public static bool Has(IKubernetesObject value, string finalizer) => value.Metadata.Finalizers?.Contains(finalizer) == true;

    /// <summary>Puts the finalizer on the object unless it is there. Answers the object as it is then; only after that do anything that has to be undone.</summary>
    /// <exception cref="InvalidOperationException">The object is being deleted: it is too late.</exception>
    /// <exception cref="KubernetesApiException">The object is gone, or the server refused.</exception>
    public static async Task<T> AddFinalizerAsync<T>(this IResourceClient<T> client, T value, string finalizer, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject
    {
        for (var attempt = 1; ; attempt++)
        {
            if (Has(value, finalizer))
                return value;
            if (value.Metadata.DeletionTimestamp is not null)
                throw new InvalidOperationException($"{client.Definition.QualifiedName} {value.Metadata.NamespacedName()} is being deleted: the finalizer {finalizer} cannot be added any more");
            try
            {
                return await PatchAsync(client, value, [.. value.Metadata.Finalizers ?? [], finalizer], cancellationToken);
            }
            catch (KubernetesApiException e) when (StaleWrites.IsStale(e) && attempt < Attempts)
            {
                value = await client.GetAsync(value.Metadata.Name!, value.Metadata.Namespace, cancellationToken);
            }
        }
    }

    /// <summary>Takes the finalizer off. An object that is gone, or is another one of the same name by now, has none of ours: that is success.</summary>
    public static async Task RemoveFinalizerAsync<T>(this IResourceClient<T> client, T value, string finalizer, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject
    {
        var uid = value.Metadata.Uid;
        for (var attempt = 1; ; attempt++)
        {
            if (!Has(value, finalizer))
                return;
            try
            {
                await PatchAsync(client, value, [.. value.Metadata.Finalizers!.Where(f => f != finalizer)], cancellationToken);
                return;
            }
            catch (KubernetesApiException e) when (e.IsNotFound)
            {
                return;
            }
            catch (KubernetesApiException e) when (StaleWrites.IsStale(e) && attempt < Attempts)
            {
                if (await client.TryGetAsync(value.Metadata.Name!, value.Metadata.Namespace, cancellationToken) is not { } fresh || fresh.Metadata.Uid != uid)
                    return;
                value = fresh;
            }
        }
    }

    private static Task<T> PatchAsync<T>(IResourceClient<T> client, T value, List<string> finalizers, CancellationToken cancellationToken) where T : class, IKubernetesObject
    {
        var metadata = new JsonObject
        {
            ["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode)f)]),
            ["resourceVersion"] = value.Metadata.ResourceVersion,
        };
        return client.PatchAsync(value.Metadata.Name!, value.Metadata.Namespace, Patch.Merge(new() { ["metadata"] = metadata }), cancellationToken: cancellationToken);
    }
}

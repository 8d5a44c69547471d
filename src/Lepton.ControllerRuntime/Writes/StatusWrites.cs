using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Patching;
using Lepton.Kubernetes.Serialization;

namespace Lepton.ControllerRuntime.Writes;

/// <summary>Status goes through its subresource, only when it differs, and only the fields that differ: other writers' fields stay theirs.</summary>
public static class StatusWrites
{
    /// <summary>Writes the difference between the status that was read and the wanted one. Answers the object as it was read when there is none.</summary>
    /// <param name="client">The resource.</param>
    /// <param name="observed">The object as it was read; it is not changed.</param>
    /// <param name="desired">The whole status as it should be. Change a copy of the observed one: what is missing in it is removed.</param>
    /// <param name="atVersion">
    /// Only when nobody wrote since it was read; else a conflict is thrown, and the controller reconciles again. False when the fields written have no
    /// other writer and follow from nothing in the object.
    /// </param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="KubernetesApiException">A conflict, or the object is gone, or the server refused.</exception>
    public static async Task<T> WriteStatusAsync<T, TStatus>(
        this IResourceClient<T> client, T observed, TStatus desired, bool atVersion = true, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject, IStatus<TStatus>
    {
        var difference = JsonMergePatch.Diff((JsonObject?)KubernetesJson.ToNode(observed.Status), (JsonObject?)KubernetesJson.ToNode(desired));
        if (difference.Count == 0)
            return observed;
        var patch = new JsonObject { ["status"] = difference };
        if (atVersion)
            patch["metadata"] = new JsonObject { ["resourceVersion"] = observed.Metadata.ResourceVersion };
        return await client.PatchAsync(observed.Metadata.Name!, observed.Metadata.Namespace, Patch.Merge(patch), "status", cancellationToken: cancellationToken);
    }
}

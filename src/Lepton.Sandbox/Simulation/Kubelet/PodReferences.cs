using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Kubelet;

/// <summary>What keeps a Pod's containers from being made.</summary>
/// <param name="Reason">Of the waiting container: ContainerCreating while a volume cannot be mounted, CreateContainerConfigError for its environment.</param>
internal sealed record Obstacle(string Reason, string Message);

/// <summary>ConfigMaps and Secrets a Pod refers to: without one that is not optional it does not start.</summary>
internal static class PodReferences
{
    /// <summary>The first thing missing; null when the Pod can start.</summary>
    public static Obstacle? Missing(ClusterContext context, PodView pod)
    {
        foreach (var volume in pod.Spec.Objects("volumes"))
        {
            if (InVolume(context, pod, volume) is { } missing)
                return new Obstacle("ContainerCreating", $"MountVolume.SetUp failed for volume \"{volume.Text("name")}\" : {missing}");
        }

        foreach (var container in pod.Spec.Objects("containers"))
        {
            if (InEnvironment(context, pod, container) is { } missing)
                return new Obstacle("CreateContainerConfigError", missing);
        }

        return null;
    }

    private static string? InVolume(ClusterContext context, PodView pod, JsonObject volume)
    {
        var sources = volume.Object("projected").Objects("sources").Append(volume);
        return sources.Select(source =>
            Find(context, pod, Kinds.ConfigMaps, "configmap", source.Object("configMap"), "name", null)
            ?? Find(context, pod, Kinds.Secrets, "secret", source.Object("secret"), source == volume ? "secretName" : "name", null)).FirstOrDefault(static missing => missing is not null);
    }

    private static string? InEnvironment(ClusterContext context, PodView pod, JsonObject container)
    {
        var single = container.Objects("env").Select(static variable => variable.Object("valueFrom")).Select(from =>
            Find(context, pod, Kinds.ConfigMaps, "configmap", from.Object("configMapKeyRef"), "name", "key")
            ?? Find(context, pod, Kinds.Secrets, "secret", from.Object("secretKeyRef"), "name", "key"));
        var whole = container.Objects("envFrom").Select(from =>
            Find(context, pod, Kinds.ConfigMaps, "configmap", from.Object("configMapRef"), "name", null)
            ?? Find(context, pod, Kinds.Secrets, "secret", from.Object("secretRef"), "name", null));
        return single.Concat(whole).FirstOrDefault(static missing => missing is not null);
    }

    private static string? Find(ClusterContext context, PodView pod, GroupVersionResource resource, string kind, JsonObject? reference, string nameField, string? keyField)
    {
        if (reference.Text(nameField) is not { Length: > 0 } name || reference.Flag("optional"))
            return null;
        if (context.Api.Get(resource, pod.Namespace, name) is not { } found)
            return $"{kind} \"{name}\" not found";
        if (keyField is null || reference.Text(keyField) is not { } key)
            return null;
        var present = found.Object("data")?.ContainsKey(key) == true || found.Object("binaryData")?.ContainsKey(key) == true || found.Object("stringData")?.ContainsKey(key) == true;
        return present ? null : $"couldn't find key {key} in {(kind == "secret" ? "Secret" : "ConfigMap")} {pod.Namespace}/{name}";
    }
}

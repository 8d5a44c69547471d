using Lepton.Api.Providers;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.Harness;

/// <summary>What people see on the objects.</summary>
internal static class Seen
{
    /// <summary>Waits for a condition of a model, of its present generation.</summary>
    public static async Task<V1Condition> ConditionAsync(this TestFleet fleet, string @namespace, string model, string type, string status, string? reason = null)
    {
        V1Condition? found = null;
        await fleet.UntilAsync($"{type}={status} {reason} on {@namespace}/{model}", async () =>
        {
            var now = await fleet.ModelAsync(@namespace, model);
            found = now.Status?.Conditions?.Find(c => c.Type == type);
            return found?.Status == status && (reason is null || found.Reason == reason) && found.ObservedGeneration == now.Metadata.Generation
                ? null
                : $"{found?.Status ?? "missing"} {found?.Reason}: {found?.Message} (of generation {found?.ObservedGeneration}, now {now.Metadata.Generation})";
        });
        return found!;
    }

    /// <summary>Waits for the Reachable condition of a cluster.</summary>
    public static async Task<V1Condition> ReachableAsync(this TestFleet fleet, string provider, string cluster, string status, string? reason = null)
    {
        V1Condition? found = null;
        await fleet.UntilAsync($"Reachable={status} {reason} on {cluster}", async () =>
        {
            var now = await fleet.Hub.Resource<CloudProvider>().GetAsync(provider);
            found = now.Status?.Clusters?.Find(c => c.Name == cluster)?.Conditions?.Find(c => c.Type == "Reachable");
            return found?.Status == status && (reason is null || found.Reason == reason) ? null : $"{found?.Status ?? "missing"} {found?.Reason}: {found?.Message}";
        });
        return found!;
    }

    /// <summary>Waits until a provider's Ready condition says all of these.</summary>
    public static async Task<V1Condition> ProviderSaysAsync(this TestFleet fleet, string provider, params string[] parts)
    {
        V1Condition? found = null;
        await fleet.UntilAsync($"CloudProvider {provider} says {string.Join(", ", parts)}", async () =>
        {
            var now = await fleet.Hub.Resource<CloudProvider>().GetAsync(provider);
            found = now.Status?.Conditions?.Find(c => c.Type == "Ready");
            return parts.FirstOrDefault(p => found?.Message?.Contains(p, StringComparison.Ordinal) != true) is { } missing ? $"\"{missing}\" is missing in: {found?.Message}" : null;
        });
        return found!;
    }

    /// <summary>All of these in one text.</summary>
    public static void Says(string? text, params string[] parts)
    {
        foreach (var part in parts)
            Assert.Contains(part, text, StringComparison.Ordinal);
    }
}

using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Api.Validation;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Members;
using Lepton.Operator.Planning;
using Lepton.Operator.State;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Status;

/// <summary>Writes the statuses of CloudProviders and PlacementPolicies, when they differ from what stands there; heartbeats at most every half minute.</summary>
internal sealed partial class FleetStatusLoop(IKubernetesClient hub, HubState state, MemberRegistry members, ProviderDeparture departure, PriceBooks books, ILogger<FleetStatusLoop> logger, TimeProvider time)
{
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);
    private readonly Signal _signal = new(time);

    public void Signal() => _signal.Set();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await _signal.WaitAsync(Heartbeat, Debounce, cancellationToken);
            try
            {
                await WriteAllAsync(cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e);
                Signal();
            }
        }
    }

    private async Task WriteAllAsync(CancellationToken cancellationToken)
    {
        if (!state.Synced)
            return;
        var views = members.Views();
        var snapshot = new FleetSnapshot { Time = time.GetUtcNow(), Models = state.Models.All, Providers = state.Providers, Policies = state.Policies, Members = views };
        var facts = new PlanningFacts(snapshot, await books.ReadAsync(state.Providers, cancellationToken));
        var owners = ClusterOwners.Of(state.Providers);
        foreach (var provider in state.Providers)
        {
            var name = provider.Metadata.Name!;
            var status = SchemaLimits.Fit(ProviderStatusBuilder.Build(
                provider, provider.Status, views, facts.PoolsByCluster,
                cluster => owners.TryGetValue(cluster, out var owner) && owner.Provider.Metadata.Name != name ? owner.Provider.Metadata.Name : null,
                books.ProblemOf(name),
                provider.Metadata.DeletionTimestamp is null ? null : departure.Remaining(provider),
                snapshot.Models.SelectMany(m => m.Status?.Placements ?? []).Where(p => p.Provider == name && p.State != PlacementState.Draining).Sum(p => p.HourlyCost),
                snapshot.Time));
            if (!IsNews(provider.Status, status))
                continue;
            await WriteAsync(hub.Resource<CloudProvider>(), name, new JsonObject { ["status"] = KubernetesJson.ToNode(status) }, cancellationToken);
        }

        foreach (var policy in state.Policies)
            await WritePolicyAsync(policy, snapshot, cancellationToken);
    }

    private async Task WritePolicyAsync(PlacementPolicy policy, FleetSnapshot snapshot, CancellationToken cancellationToken)
    {
        var under = snapshot.Models.Where(m => state.PolicyOf(m)?.Metadata.Name == policy.Metadata.Name).ToList();
        var errors = PolicyValidator.Validate(policy);
        var status = new PlacementPolicyStatus
        {
            ObservedGeneration = policy.Metadata.Generation,
            Models = under.Count,
            HourlyCost = Math.Round(under.Sum(m => m.Status?.Cost?.Hourly ?? 0), 6),
            Conditions = [.. policy.Status?.Conditions ?? []],
        };
        ConditionText.Set(status.Conditions, "Ready", errors.Count == 0 ? "True" : "False", errors.Count == 0 ? "Valid" : "InvalidSpec",
            errors.Count == 0 ? $"{under.Count} models are under this policy" : string.Join("; ", errors), policy.Metadata.Generation, snapshot.Time);
        WaitConditions.OfSpec(status.Conditions, errors.Count == 0 ? null : string.Join("; ", errors), policy.Metadata.Generation, snapshot.Time);
        SchemaLimits.Fit(status);
        if (FleetNews.SameStatus(policy.Status, status))
            return;
        await WriteAsync(hub.Resource<PlacementPolicy>(), policy.Metadata.Name!, new JsonObject { ["status"] = KubernetesJson.ToNode(status) }, cancellationToken);
    }

    private static async Task WriteAsync<T>(IResourceClient<T> resource, string name, JsonObject patch, CancellationToken cancellationToken) where T : class, Kubernetes.Models.IKubernetesObject
    {
        try
        {
            await resource.PatchAsync(name, null, Patch.Merge(patch), "status", new WriteOptions { FieldManager = Emission.Ownership.FieldManager }, cancellationToken);
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            // Deleted meanwhile.
        }
    }

    /// <summary>A heartbeat alone is news only when the last one is old.</summary>
    private bool IsNews(CloudProviderStatus? before, CloudProviderStatus after)
    {
        if (before is null)
            return true;
        var stale = (after.Clusters ?? []).Any(c =>
            c.LastHeartbeatTime is { } beat && (before.Clusters?.Find(b => b.Name == c.Name)?.LastHeartbeatTime is not { } last || beat - last >= Heartbeat));
        return stale || !FleetNews.SameStatus(before, after);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Writing the status of providers and policies failed and is tried again")]
    private partial void LogFailed(Exception error);
}

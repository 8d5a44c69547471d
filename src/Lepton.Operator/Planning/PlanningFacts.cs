using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Api.Validation;
using Lepton.Operator.Emission;
using Lepton.Operator.Moves;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.Planning.Rebalancing;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning;

/// <summary>What is derived once per plan from a snapshot: pools, policies by name, what is wrong with which object.</summary>
internal sealed class PlanningFacts
{
    private static readonly PlacementPolicy Empty = new() { Metadata = { Name = PlacementPolicy.DefaultName } };
    private readonly Dictionary<string, PlacementPolicy> _policies;
    private readonly Dictionary<string, string?> _policyProblems = new(StringComparer.Ordinal);

    private readonly Dictionary<LeptonModel, IReadOnlyList<NewField>> _newFields = new(ReferenceEqualityComparer.Instance);

    private IReadOnlyDictionary<(ModelKey Model, string Pool), StuckPart>? _stuck;

    public PlanningFacts(FleetSnapshot snapshot, IPoolPrices prices)
    {
        Snapshot = snapshot;
        _policies = snapshot.Policies.ToDictionary(p => p.Metadata.Name!, StringComparer.Ordinal);
        var byZone = snapshot.Policies.Any(p => p.Spec.Spread?.Any(s => s.Topology == Api.TopologyKind.Zone) == true);
        var catalog = new PoolCatalog(prices, byZone);
        var former = new FormerPools(snapshot, new PoolCatalog(prices, !byZone));
        foreach (var provider in snapshot.Providers.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal))
        {
            var problems = new ProviderProblems(provider);
            for (var i = 0; i < (provider.Spec.Clusters?.Count ?? 0); i++)
            {
                var cluster = provider.Spec.Clusters![i];
                // Of two providers that name the same cluster only the one the member belongs to counts; the other is reported by its validation.
                if (!snapshot.Members.TryGetValue(cluster.Name, out var member) || member.Provider != provider.Metadata.Name)
                    continue;
                Clusters[cluster.Name] = (provider, cluster);
                var pools = problems.Close(former.Add(catalog.Build(provider, cluster, member), provider, cluster, member), i);
                PoolsByCluster[cluster.Name] = pools;
                foreach (var pool in pools)
                    Pools[pool.Id] = pool;
            }
        }

        Close(StockOuts.Saved(snapshot));
    }

    public FleetSnapshot Snapshot { get; }

    public Dictionary<string, (CloudProvider Provider, MemberCluster Cluster)> Clusters { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, IReadOnlyList<FleetPool>> PoolsByCluster { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, FleetPool> Pools { get; } = new(StringComparer.Ordinal);

    /// <summary>Replicas that have no node or are about to lose it, by model and pool; see <see cref="StuckReplicas"/>.</summary>
    public IReadOnlyDictionary<(ModelKey Model, string Pool), StuckPart> Stuck => _stuck ??= StuckReplicas.Of(this);

    /// <summary>What is found stocked out in this very picture counts as well as what is known already.</summary>
    public void CloseStockedOut() => Close(StockOuts.Found(Stuck));

    /// <summary>The model's policy. A model that names none gets the one called default, or an empty one. <c>Missing</c> is a sentence when it names one that does not exist.</summary>
    public (PlacementPolicy? Policy, string? Missing) PolicyOf(LeptonModel model)
    {
        var name = model.Spec.PolicyName;
        if (string.IsNullOrEmpty(name))
            return (_policies.GetValueOrDefault(PlacementPolicy.DefaultName) ?? Empty, null);
        if (_policies.TryGetValue(name, out var policy))
            return (policy, null);
        var known = _policies.Count == 0 ? "there are none" : string.Join(", ", _policies.Keys.Order(StringComparer.Ordinal));
        return (null, $"LeptonModel {model.Metadata.NamespacedName()} spec.policyName: found \"{name}\", expected the name of a PlacementPolicy ({known})");
    }

    /// <summary>All that is wrong with a model, as one sentence each; null when nothing is.</summary>
    public string? Problems(LeptonModel model) => Joined(ModelValidator.Validate(model));

    /// <summary>All that is wrong with a policy; null when nothing is.</summary>
    public string? Problems(PlacementPolicy policy)
    {
        if (!_policyProblems.TryGetValue(policy.Metadata.Name!, out var problems))
            _policyProblems[policy.Metadata.Name!] = problems = Joined(PolicyValidator.Validate(policy));
        return problems;
    }

    private static string? Joined(IReadOnlyList<ValidationError> errors) => errors.Count == 0 ? null : string.Join("; ", errors);

    /// <summary>True when a silent cluster's time is up for a model.</summary>
    public static bool IsLost(MemberView member, LeptonModel model, PlacementPolicy? policy, DateTimeOffset now) =>
        member.Health == MemberHealth.Unreachable && now - member.Since >= Silence.Limit(model, policy, member.Cluster);

    /// <summary>Why a pool that others may use is closed to this model, for a time or as long as its cluster is as old as it is; null when it is not.</summary>
    public string? Unfit(LeptonModel model, FleetPool pool)
    {
        if (TooOld(model, pool.Cluster) is { } old)
            return old;
        if (Stuck.Count > 0 && Stuck.TryGetValue((ModelStore.KeyOf(model), pool.Id), out var stuck) && stuck.Reason == PlanReason.PodsPending)
            return stuck.Why;
        // Asked for every model and pool: nearly all have neither.
        return model.Status is { Migration: not null } or { UnfitPools: not null }
            ? UnfitPools.Reason(model, pool.Id, Snapshot.Time) ?? FailedMigration.Of(model, PolicyOf(model).Policy, Snapshot)?.Targets.FirstOrDefault(t => t.Placement.Pool == pool.Id)?.Why
            : null;
    }

    /// <summary>Why a cluster does not know all that a model passes on to it; null when it does.</summary>
    public string? TooOld(LeptonModel model, string cluster)
    {
        if (!_newFields.TryGetValue(model, out var fields))
            _newFields[model] = fields = NewFields.Of(model.Spec);
        return NewFields.TooNewFor(fields, cluster, Snapshot.Members.GetValueOrDefault(cluster)?.KubernetesVersion);
    }

    /// <summary>No new nodes are counted on in pools that are stocked out. What runs there and what is free stays as it is.</summary>
    private void Close(IReadOnlyDictionary<string, DateTimeOffset> stockedOut)
    {
        if (stockedOut.Count == 0)
            return;
        foreach (var (cluster, pools) in PoolsByCluster.ToList())
        {
            if (!pools.Any(p => stockedOut.ContainsKey(p.Id)))
                continue;
            PoolsByCluster[cluster] = pools.Select(p => stockedOut.TryGetValue(p.Id, out var until) ? p with { ScalableNodes = 0, StockedOutUntil = until } : p).ToList();
            foreach (var pool in PoolsByCluster[cluster])
                Pools[pool.Id] = pool;
        }
    }

    /// <summary>How time alone stands for a model: cooldowns, windows, what the last move has earned, penalties, silent clusters given up.</summary>
    public string Timing(LeptonModel model)
    {
        var (policy, now) = (PolicyOf(model).Policy, Snapshot.Time);
        var timing = MoveRules.Of(model, policy).Timing(model, now) + UnfitPools.Timing(model, now) + (FailedMigration.IsLate(model, policy, now) ? "l" : "") + Failbacks.Timing(model, policy, this);
        foreach (var placement in model.Status?.Placements ?? [])
        {
            if (Snapshot.Members.TryGetValue(placement.Cluster, out var member) && member.Health == MemberHealth.Unreachable && IsLost(member, model, policy, now))
                timing += $"x{placement.Cluster}";
            // What a lost cluster still runs is taken up again when it is seen to be ready.
            else if (placement is { Lost: true, ReadyReplicas: > 0 })
                timing += $"r{placement.Cluster}";
        }

        return timing;
    }

    /// <summary>When time alone changes something next, so that the planner wakes up for it: a silence that becomes too long, pods that have waited too long; null when nothing runs.</summary>
    public DateTimeOffset? NextDeadline()
    {
        DateTimeOffset? next = null;
        foreach (var model in Snapshot.Models)
        {
            if (model.Status?.Failback is { } record && Failbacks.SettledAt(record, PolicyOf(model).Policy, this) is { } settled)
                Take(settled);
            foreach (var placement in model.Status?.Placements ?? [])
            {
                if (Snapshot.Members.TryGetValue(placement.Cluster, out var member) && member.Health == MemberHealth.Unreachable && Silence.Limit(model, PolicyOf(model).Policy, placement.Cluster) is { } limit)
                    Take(member.Since + limit);
            }
        }

        var waiting = Snapshot.Members.Values.Where(m => m.Health == MemberHealth.Healthy).SelectMany(m => m.Unbound).Where(p => p is { Model: not null, WaitingSince: not null }).ToList();
        if (waiting.Count == 0)
            return next;
        var patience = Snapshot.Models.ToDictionary(ModelStore.KeyOf, m => (PolicyOf(m).Policy?.Spec.Failover ?? new FailoverPolicy()).PendingTimeout);
        foreach (var pod in waiting)
        {
            if (patience.TryGetValue(pod.Model!.Value, out var time) && time.IsValid)
                Take(pod.WaitingSince!.Value + time.ToTimeSpan());
        }

        return next;

        void Take(DateTimeOffset at)
        {
            if (at > Snapshot.Time && (next is null || at < next))
                next = at;
        }
    }
}

using Lepton.Api.Models;
using Lepton.Cli.Simulate.Setup;
using Lepton.Cli.Simulate.World;
using Lepton.Operator.Moves;
using Lepton.Operator.Planning;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Cli.Simulate.Running;

/// <summary>What the operator does, with the operator's own code: planning from a snapshot, writing decisions into statuses, letting go what drains.</summary>
internal sealed class OperatorStep(SimulationInput input, SimWorld world, IReadOnlyList<ModelRun> models, IPlacementSolver solver, IPoolPrices prices)
{
    /// <summary>A Monday; only differences of times matter.</summary>
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private readonly FleetPlanner _planner = new(solver, prices);
    private readonly SortedDictionary<string, int> _moves = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, int> Moves => _moves;

    public int Plans { get; private set; }

    public static DateTimeOffset Clock(double hours) => Start + TimeSpan.FromHours(hours);

    /// <summary>Takes in what is ready now and drops what has been replaced.</summary>
    public void Observe(double now)
    {
        foreach (var model in models)
        {
            world.Observe(model.Model, now);
            var placements = model.Model.Status!.Placements ?? [];
            if (MigrationMachine.Next(model.Model, placements, MigrationOf(model.Model), cluster => IsGone(model.Model, model.Key, cluster, now), Health, Clock(now)) is { } next)
                model.Model.Status.Placements = next;
            if (MigrationMachine.Wake(model.Model, MigrationOf(model.Model)) is { } at && at > Clock(now))
                world.WakeAt?.Invoke((at - Start).TotalHours);
        }
    }

    public void Plan(double now)
    {
        Plans++;
        var snapshot = new FleetSnapshot
        {
            Time = Clock(now),
            Models = models.Select(model => model.Model).ToList(),
            Providers = input.Providers,
            Policies = input.Policies,
            Members = world.Clusters.ToDictionary(cluster => cluster.Name, cluster => cluster.See(now, Clock), StringComparer.Ordinal),
        };
        var plan = _planner.Plan(snapshot);
        foreach (var model in models)
        {
            if (!plan.Models.TryGetValue(model.Key, out var decision))
                continue;
            var before = Replicas(model.Model);
            DecisionWriter.Apply(model.Model, decision, plan, Health, snapshot.Time);
            if (decision.Changed)
                Count(model, before, Replicas(model.Model), decision.Reason);
        }
    }

    private bool IsHealthy(string cluster) => world.Find(cluster)?.Reachable == true;

    private MemberHealth? Health(string cluster) => world.Find(cluster) is not { } found ? null : found.Reachable ? MemberHealth.Healthy : MemberHealth.Unreachable;

    private Api.Policies.MigrationPolicy MigrationOf(LeptonModel model) => PolicyOf(model)?.Spec.Migration ?? new();

    private bool IsGone(LeptonModel model, ModelKey key, string cluster, double now) => IsHealthy(cluster)
        ? world.Of(key).All(replica => replica.Node?.Pool.Cluster.Name != cluster && !replica.Pool.StartsWith(cluster + "/", StringComparison.Ordinal))
        : world.Find(cluster) is { } silent && PlanningFacts.IsLost(silent.See(now, Clock), model, PolicyOf(model), Clock(now));

    private Api.Policies.PlacementPolicy? PolicyOf(LeptonModel model) =>
        input.Policies.FirstOrDefault(policy => policy.Metadata.Name == (model.Spec.PolicyName ?? Api.Policies.PlacementPolicy.DefaultName));

    private static Dictionary<string, int> Replicas(LeptonModel model) => (model.Status?.Placements ?? []).Where(placement => placement.State != PlacementState.Draining)
        .GroupBy(placement => placement.Pool, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(placement => placement.Replicas), StringComparer.Ordinal);

    /// <summary>A move is a replica that goes from one pool to another; more or fewer replicas are none.</summary>
    private void Count(ModelRun model, Dictionary<string, int> before, Dictionary<string, int> after, PlanReason reason)
    {
        var come = after.Sum(pair => Math.Max(0, pair.Value - before.GetValueOrDefault(pair.Key)));
        var gone = before.Sum(pair => Math.Max(0, pair.Value - after.GetValueOrDefault(pair.Key)));
        var moved = Math.Min(come, gone);
        if (moved == 0)
            return;
        model.Moves += moved;
        _moves[reason.ToString()] = _moves.GetValueOrDefault(reason.ToString()) + moved;
    }
}

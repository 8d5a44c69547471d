using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Operator.Moves;
using Lepton.Operator.Planning;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Tests.Support;

/// <summary>A fleet made by hand: what the planner sees, and what becomes of its plans.</summary>
internal sealed class Fleet
{
    private readonly Dictionary<string, MemberView> _members = new(StringComparer.Ordinal);

    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public List<CloudProvider> Providers { get; } = [];

    public List<LeptonModel> Models { get; } = [];

    public List<PlacementPolicy> Policies { get; } = [];

    public FleetSnapshot Snapshot => new() { Time = Now, Models = Models, Providers = Providers, Policies = Policies, Members = new Dictionary<string, MemberView>(_members) };

    public PlanningFacts Facts => new(Snapshot, new PoolPrices(_ => null));

    /// <summary>A provider with one cluster of the same name in region <c>r-NAME</c>, whose H100 cost <paramref name="price"/> each.</summary>
    public Fleet Cloud(string name, double price, params NodeView[] nodes)
    {
        Providers.Add(Make.Provider(name, price, Make.Cluster(name, $"r-{name}")));
        return Member(name, name, nodes);
    }

    public Fleet Member(string provider, string cluster, params NodeView[] nodes)
    {
        _members[cluster] = new MemberView { Cluster = cluster, Provider = provider, Health = MemberHealth.Healthy, Since = Now.AddHours(-1), Nodes = nodes };
        return this;
    }

    /// <summary>Pods in a cluster that have no node.</summary>
    public Fleet Waiting(string cluster, params PodView[] pods)
    {
        _members[cluster] = _members[cluster] with { Unbound = pods };
        return this;
    }

    /// <param name="first">It has been so ever since the operator looks.</param>
    public Fleet Health(string cluster, MemberHealth health, TimeSpan since, bool first = false)
    {
        _members[cluster] = _members[cluster] with { Health = health, IsFirst = first, Since = Now - since, Problem = $"{cluster} does not answer", Reason = "ConnectionFailed" };
        return this;
    }

    public Fleet Version(string cluster, string kubernetes)
    {
        _members[cluster] = _members[cluster] with { KubernetesVersion = kubernetes };
        return this;
    }

    public Fleet Forget(string cluster)
    {
        _members.Remove(cluster);
        return this;
    }

    public Fleet With(params LeptonModel[] models)
    {
        Models.AddRange(models);
        return this;
    }

    public Fleet With(PlacementPolicy policy)
    {
        Policies.Add(policy);
        return this;
    }

    public Fleet Price(string provider, double price)
    {
        Providers.Single(p => p.Metadata.Name == provider).Spec.Pricing!.GpuHour![0].DollarsPerGpuHour = price;
        return this;
    }

    public LeptonModel this[string name] => Models.Single(m => m.Metadata.Name == name);

    public ModelStanding Standing(string name) => ModelStanding.Of(this[name], Snapshot, Facts);

    public FleetPlan Plan() => new FleetPlanner(new PlacementSolver(), new PoolPrices(_ => null)).Plan(Snapshot);

    /// <summary>Plans, and lets everything planned become real: pods run, what was leaving is gone.</summary>
    public FleetPlan Settle()
    {
        var plan = Plan();
        foreach (var model in Models)
        {
            var own = plan.Models[Make.Key(model)];
            if (!own.Changed)
                continue;
            var next = PlacementTransition.Next(model, own, _ => MemberHealth.Healthy, Now).Where(p => p.State != PlacementState.Draining).ToList();
            foreach (var placement in next)
            {
                placement.State = PlacementState.Active;
                placement.ReadyReplicas = placement.Replicas;
                placement.DrainingReplicas = null;
            }

            model.Status = new LeptonModelStatus { Placements = next, Decision = new PlacementDecision { Time = Now, Reason = own.Reason.ToString() } };
        }

        return plan;
    }

    /// <summary>Plans and writes every decision as the operator does; then all that was planned is real.</summary>
    public FleetPlan Decide()
    {
        var plan = Plan();
        foreach (var model in Models)
        {
            model.Status ??= new LeptonModelStatus();
            DecisionWriter.Apply(model, plan.Models[Make.Key(model)], plan, _ => MemberHealth.Healthy, Now);
            (model.Status.Migration, model.Status.Placements) = (null, [.. (model.Status.Placements ?? []).Where(p => p.State != PlacementState.Draining)]);
            foreach (var placement in model.Status.Placements)
                (placement.State, placement.ReadyReplicas, placement.DrainingReplicas) = (PlacementState.Active, placement.Replicas, null);
        }

        return plan;
    }

    public Fleet Settled()
    {
        Settle();
        return this;
    }

    /// <summary><c>2@aws 1@gcp</c>, in the order of the clusters.</summary>
    public static string Where(ModelPlan plan) => string.Join(' ', plan.Assignments.GroupBy(a => a.Pool.Cluster).OrderBy(g => g.Key).Select(g => $"{g.Sum(a => a.Replicas)}@{g.Key}"));

    public static string Where(FleetPlan plan, string model) => Where(Of(plan, model));

    public static ModelPlan Of(FleetPlan plan, string model) => plan.Models[new ModelKey("ns", model)];
}

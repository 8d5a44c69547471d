using Lepton.Api;
using Lepton.Api.Policies;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Planning.Pools;

/// <summary>A policy that spreads over zones makes zones tell pools apart, for all models; what runs must not move because of that.</summary>
public sealed class FormerPoolsTests
{
    private static readonly NodeView[] Nodes = [Zoned("a", "z1"), Zoned("b", "z2")];
    private readonly Fleet _fleet = new Fleet().Cloud("aws", 10, Nodes).With(Make.Model("m", 2)).Settled();

    [Fact]
    public void Others_stay_when_zones_begin_to_count()
    {
        _fleet.With(Spread("zones"));
        var own = Fleet.Of(_fleet.Plan(), "m");
        Assert.Equal((false, "2@aws", PlanReason.Unchanged, 160.0), (own.Changed, Fleet.Where(own), own.Reason, own.HourlyCost));
        Assert.Equal(["aws/H100/OnDemand/h8", "aws/H100/OnDemand/h8/z1", "aws/H100/OnDemand/h8/z2"], _fleet.Plan().Pools["aws"].Select(p => p.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_newcomer_sees_the_nodes_once_and_less_what_runs_there()
    {
        var key = Make.Key(_fleet["m"]);
        _fleet.Member("aws", "aws", Zoned("a", "z1", Make.Pod(key, 8)), Zoned("b", "z2", Make.Pod(key, 8)), Zoned("c", "z2")).With(Spread("zones")).With(Make.Model("new", 1));
        Assert.Equal("1@aws", Fleet.Where(_fleet.Plan(), "new"));
        _fleet.With(Make.Model("newer", 1));
        Assert.Equal(1, _fleet.Plan().Models.Values.Count(m => m.Missing > 0));
    }

    [Fact]
    public void The_model_that_is_to_be_spread_is_spread()
    {
        _fleet.Member("aws", "aws", [.. Nodes, Zoned("c", "z1"), Zoned("d", "z2")]).With(Spread("default"));
        var own = Fleet.Of(_fleet.Plan(), "m");
        Assert.Equal((true, PlanReason.RuleChanged), (own.Changed, own.Reason));
        Assert.Equal(["z1", "z2"], own.Assignments.Select(a => a.Pool.Zone));
        Assert.Contains("spread over Zone, and pool aws/H100/OnDemand/h8 is not of one zone", own.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void And_back_when_no_policy_asks_for_zones_any_more()
    {
        _fleet["m"].Status = null;
        _fleet.With(Spread("zones")).Settle();
        Assert.Contains("/z1", string.Join(' ', _fleet["m"].Status!.Placements!.Select(p => p.Pool)), StringComparison.Ordinal);
        _fleet.Policies.Clear();
        Assert.False(Fleet.Of(_fleet.Plan(), "m").Changed);
    }

    private static NodeView Zoned(string name, string zone, params PodView[] pods) => Make.Node(name, 8, pods).Labelled(("topology.kubernetes.io/zone", zone));

    private static PlacementPolicy Spread(string name) => Make.Policy(name, s => s.Spread = [new SpreadConstraint { Topology = TopologyKind.Zone, MinDomains = 2 }]);
}

using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.Planning.Rules;
using Lepton.Placement;

namespace Lepton.Operator.Tests.Planning.Rules;

public sealed class ReplicaRulesTests
{
    [Fact]
    public void Without_rules_and_without_replicas_nothing_is_broken()
    {
        Assert.Null(Broken(_ => { }, ("a", 3, false), ("b", 1, true)));
        Assert.Null(Broken(s => s.MinOnDemandReplicas = 3));
    }

    [Theory]
    [InlineData(0.5, 1, 1, null)]
    [InlineData(0.49, 1, 1, "policy p: maxSpotShare is 0.49, and 0.5 of the model runs on spot capacity")]
    [InlineData(0, 2, 0, null)]
    public void The_share_on_spot(double share, int steady, int spot, string? broken) =>
        Assert.Equal(broken, Broken(s => s.MaxSpotShare = share, ("a", steady, false), ("b", spot, true)));

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, "policy p: minOnDemandReplicas is 3, and 2 replicas run outside spot capacity")]
    public void The_least_outside_spot(int least, string? broken) =>
        Assert.Equal(broken, Broken(s => s.MinOnDemandReplicas = least, ("a", 2, false), ("b", 2, true)));

    [Theory]
    [InlineData(TopologyKind.Cluster, 2, null)]
    [InlineData(TopologyKind.Cluster, 3, "policy p: spread over Cluster has minDomains 3, and the model runs in 2")]
    [InlineData(TopologyKind.Provider, 2, "policy p: spread over Provider has minDomains 2, and the model runs in 1")]
    public void The_least_domains(TopologyKind topology, int least, string? broken) =>
        Assert.Equal(broken, Broken(s => s.Spread = [new SpreadConstraint { Topology = topology, MinDomains = least }], ("a", 1, false), ("b", 1, false)));

    [Fact]
    public void The_largest_share_is_at_least_one_replica()
    {
        static void Half(PlacementPolicySpec s) => s.Spread = [new SpreadConstraint { Topology = TopologyKind.Cluster, MaxShare = 0.5 }];
        Assert.Equal("policy p: spread over Cluster has maxShare 0.5, and 0.75 of the model runs in a", Broken(Half, ("a", 3, false), ("b", 1, false)));
        Assert.Null(Broken(Half, ("a", 2, false), ("b", 2, false)));
        Assert.Null(Broken(Half, ("a", 2, false), ("b", 1, false)));
        Assert.Null(Broken(Half, ("a", 1, false)));
    }

    [Fact]
    public void The_skew_over_domains_in_use()
    {
        static void Skew(PlacementPolicySpec s) => s.Spread = [new SpreadConstraint { Topology = TopologyKind.Cluster, MaxSkew = 1 }];
        Assert.Null(Broken(Skew, ("a", 2, false), ("b", 1, false)));
        Assert.Equal("policy p: spread over Cluster has maxSkew 1, and its replicas differ by 2", Broken(Skew, ("a", 3, false), ("b", 1, false)));
    }

    [Fact]
    public void Rules_that_may_be_given_up_break_nothing() =>
        Assert.Null(Broken(s => s.Spread = [new SpreadConstraint { Topology = TopologyKind.Cluster, MinDomains = 9, WhenUnsatisfiable = UnsatisfiableAction.ScheduleAnyway }], ("a", 3, false)));

    [Fact]
    public void A_rule_that_is_added_moves_what_runs()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a"), Make.Node("b")).Cloud("gcp", 12, Make.Node("c"), Make.Node("d")).With(Make.Model("m", 2)).Settled();
        Assert.Equal("2", $"{fleet["m"].Status!.Placements!.Single().Replicas}");
        fleet.With(Make.Policy("default", s => s.Spread = [new SpreadConstraint { Topology = TopologyKind.Cluster, MinDomains = 2 }]));
        var own = Fleet.Of(fleet.Settle(), "m");
        Assert.Equal(("1@aws 1@gcp", PlanReason.RuleChanged), (Fleet.Where(own), own.Reason));
        Assert.Contains("moved because of policy default: spread over Cluster has minDomains 2", own.Message, StringComparison.Ordinal);
        Assert.False(Fleet.Of(fleet.Plan(), "m").Changed);
    }

    [Fact]
    public void A_rule_that_cannot_be_met_leaves_what_runs_untouched_and_says_so()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a"), Make.Node("b")).With(Make.Model("m", 2)).Settled();
        fleet.With(Make.Policy("default", s => s.Spread = [new SpreadConstraint { Topology = TopologyKind.Cluster, MinDomains = 2 }]));
        var own = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal((false, "2@aws", PlanReason.RuleBroken, 160.0), (own.Changed, Fleet.Where(own), own.Reason, own.HourlyCost));
        Assert.StartsWith("policy default: spread over Cluster has minDomains 2, and the model runs in 1; it cannot be met and what runs stays: ", own.Message, StringComparison.Ordinal);
    }

    /// <summary>What the solver places must not look broken, or every plan would place it again.</summary>
    [Fact]
    public void What_was_placed_under_a_rule_obeys_it()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var fleet = new Fleet();
            for (var c = 0; c < 3; c++)
            {
                var nodes = Enumerable.Range(0, random.Next(1, 4)).Select(i => Make.Node($"n{i}").Labelled(random.Next(2) == 0 ? [("karpenter.sh/capacity-type", "spot")] : []));
                fleet.Cloud($"c{c}", 5 + c, [.. nodes]);
                fleet.Providers[c].Spec.Pricing!.GpuHour!.Add(new() { Accelerator = "H100", CapacityType = CapacityKind.Spot, DollarsPerGpuHour = 2 + c });
            }

            fleet.With(Make.Model("m", random.Next(1, 7), random.Next(1, 5))).With(Make.Policy("default", s =>
            {
                s.MaxSpotShare = random.Next(3) == 0 ? null : Math.Round(random.NextDouble(), 2);
                s.MinOnDemandReplicas = random.Next(3) == 0 ? random.Next(1, 3) : null;
                s.Spread = [new SpreadConstraint { Topology = (TopologyKind)random.Next(4), MinDomains = random.Next(1, 3), MaxShare = 0.4 + random.NextDouble() / 2, MaxSkew = random.Next(1, 3) }];
            }));
            fleet.Settle();
            if (fleet["m"].Status is not null)
                Assert.True(fleet.Standing("m").Broken is null, $"seed {seed}: {fleet.Standing("m").Broken}");
        }
    }

    private static string? Broken(Action<PlacementPolicySpec> rules, params (string Cluster, int Replicas, bool Spot)[] placed)
    {
        var list = placed.Where(p => p.Replicas > 0).Select(p => (
            Make.Placement(p.Cluster, p.Replicas),
            Make.FleetPool(p.Cluster) with { CapacityType = p.Spot ? CapacityType.Spot : CapacityType.OnDemand })).ToList<(ModelPlacement, FleetPool)>();
        return ReplicaRules.Broken(Make.Model("m", placed.Sum(p => p.Replicas)), Make.Policy("p", rules), list);
    }
}

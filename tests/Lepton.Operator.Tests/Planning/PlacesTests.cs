using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Planning;

/// <summary>Providers choose the names of their regions by themselves: two may use the same.</summary>
public sealed class PlacesTests
{
    [Fact]
    public void Clusters_of_one_region_may_lie_at_different_distances()
    {
        var fleet = Clouds("west", "west");
        fleet.Providers[0].Spec.Clusters![0].LatencyMilliseconds = new() { ["eu"] = 100 };
        fleet.Providers[1].Spec.Clusters![0].LatencyMilliseconds = new() { ["eu"] = 10 };
        fleet.With(Make.Policy("default", s => s.Objective.LatencyDollarsPerMillisecond = 1));
        var own = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal(("1@b", 106.0), (Fleet.Where(own), own.HourlyCost));
    }

    [Fact]
    public void Data_is_in_the_region_of_its_provider_and_not_in_anothers_of_that_name()
    {
        var fleet = Clouds("west", "west");
        fleet.Providers[1].Spec.Pricing!.EgressGiB = new() { Internet = 0.5 };
        fleet["m"].Spec.Dataset = new ModelDataset { Provider = "b", Region = "west", TrafficGiBPerHour = 100 };
        Assert.Equal("1@b", Fleet.Where(fleet.Plan(), "m"));
    }

    [Fact]
    public void A_spread_over_regions_takes_regions_of_two_providers_for_two()
    {
        var fleet = Clouds("west", "west").With(Make.Policy("default", s => s.Spread = [new SpreadConstraint { Topology = TopologyKind.Region, MinDomains = 2 }]));
        fleet["m"].Spec.Replicas = 2;
        Assert.Equal("1@a 1@b", Fleet.Where(fleet.Plan(), "m"));
        Assert.Equal(["a/west", "b/west"], fleet.Plan().Problem.Pools.Select(p => p.Region).Order(StringComparer.Ordinal));
        Assert.Equal(["east", "west"], Clouds("west", "east").Plan().Problem.Pools.Select(p => p.Region).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("lepton.ai/provider", "b", "1@b")]
    [InlineData("lepton.ai/cluster", "b", "1@b")]
    [InlineData("lepton.ai/region", "east", "1@b")]
    [InlineData("lepton.ai/jurisdiction", "eu", "1@b")]
    [InlineData("lepton.ai/zone", "east-1", "1@b")]
    [InlineData("lepton.ai/provider", "c", "")]
    public void Clusters_can_be_selected_by_what_they_are(string key, string value, string where)
    {
        var fleet = Clouds("west", "east").With(Make.Policy("default", s => s.ClusterSelector = new V1LabelSelector { MatchLabels = new() { [key] = value } }));
        (fleet.Providers[1].Spec.Clusters![0].Jurisdiction, fleet.Providers[1].Spec.Clusters![0].Zone) = ("eu", "east-1");
        Assert.Equal(where, Fleet.Where(fleet.Plan(), "m"));
    }

    [Fact]
    public void A_cluster_that_is_gone_is_not_said_to_be_silent()
    {
        var fleet = Clouds("west", "east");
        fleet.Settle();
        fleet.Forget("a");
        var own = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal(("1@b", PlanReason.ClusterRemoved), (Fleet.Where(own), own.Reason));
        Assert.EndsWith("; moved from a, which no CloudProvider names any more", own.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_that_are_gone_are_not_said_to_be_a_silent_cluster()
    {
        var fleet = Clouds("west", "east");
        fleet.Settle();
        fleet.Member("a", "a");
        var own = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal(("1@b", PlanReason.PoolLost), (Fleet.Where(own), own.Reason));
        Assert.EndsWith("; moved from a, where pool a/H100/OnDemand/h8 has no node left and none can be added", own.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("does not answer", own.Message, StringComparison.Ordinal);
        fleet.Health("a", MemberHealth.Unreachable, TimeSpan.FromHours(1));
        Assert.Contains("which does not answer", Fleet.Of(fleet.Plan(), "m").Message, StringComparison.Ordinal);
    }

    private static Fleet Clouds(string a, string b)
    {
        var fleet = new Fleet().Cloud("a", 10, Make.Node("n")).Cloud("b", 12, Make.Node("n")).With(Make.Model("m"));
        (fleet.Providers[0].Spec.Clusters![0].Region, fleet.Providers[1].Spec.Clusters![0].Region) = (a, b);
        return fleet;
    }
}

using Lepton.Api.Providers;
using Lepton.Operator.Planning;

namespace Lepton.Operator.Tests.Planning;

/// <summary>Pools that take nothing new: what runs there stays, whatever else is decided about the model.</summary>
public sealed class ClosedPoolTests
{
    private readonly Fleet _fleet = new Fleet().Cloud("aws", 10, Make.Node("a"), Make.Node("b")).Cloud("gcp", 12, Make.Node("c"), Make.Node("d"));

    [Fact]
    public void A_model_that_grows_keeps_what_it_has_in_a_cordoned_cluster()
    {
        _fleet.With(Make.Model("m", 1)).Settle();
        _fleet.Providers[0].Spec.Clusters![0].Cordoned = true;
        _fleet["m"].Spec.Replicas = 2;
        var own = Fleet.Of(_fleet.Settle(), "m");
        Assert.Equal(("1@aws 1@gcp", 176.0), (Fleet.Where(own), own.HourlyCost));
        Assert.False(Fleet.Of(_fleet.Plan(), "m").Changed);
    }

    [Fact]
    public void A_model_that_shrinks_gives_up_what_it_no_longer_wants()
    {
        _fleet.With(Make.Model("m", 2)).Settle();
        _fleet.Providers[0].Spec.Clusters![0].Cordoned = true;
        _fleet["m"].Spec.Replicas = 1;
        Assert.Equal("1@aws", Fleet.Where(_fleet.Plan(), "m"));
        _fleet["m"].Spec.Replicas = 0;
        Assert.Equal("", Fleet.Where(_fleet.Plan(), "m"));
    }

    [Fact]
    public void A_price_that_is_not_known_any_more_throws_nothing_out()
    {
        _fleet.With(Make.Model("m", 1)).Settle();
        _fleet.Providers[0].Spec.Pricing = null;
        _fleet.Now += TimeSpan.FromDays(1);
        var own = Fleet.Of(_fleet.Plan(), "m");
        Assert.Equal((false, "1@aws"), (own.Changed, Fleet.Where(own)));
    }

    [Fact]
    public void A_gang_stays_whole_where_it_is()
    {
        _fleet.With(Make.Gang("t", 2)).Settle();
        _fleet.Providers[0].Spec.Clusters![0].Cordoned = true;
        _fleet.With(Make.Model("n", 2));
        var plan = _fleet.Plan();
        Assert.Equal(("2@aws", false, "2@gcp"), (Fleet.Where(plan, "t"), Fleet.Of(plan, "t").Changed, Fleet.Where(plan, "n")));
    }

    [Fact]
    public void Limits_count_what_stays()
    {
        _fleet.With(Make.Model("m", 1)).Settle();
        _fleet.Providers[0].Spec.Clusters![0].Cordoned = true;
        _fleet.With(Make.Policy("default", s => s.Budget = new() { HourlyCost = 170 }));
        _fleet["m"].Spec.Replicas = 2;
        var own = Fleet.Of(_fleet.Plan(), "m");
        Assert.Equal(("1@aws", PlanReason.Unschedulable), (Fleet.Where(own), own.Reason));
        Assert.Contains("PlacementPolicy default spec.budget", own.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_in_one_cluster_closes_that_cluster_and_says_which()
    {
        _fleet.Providers[0].Spec.Clusters![0].NodePools = [Make.Pool("gpu", 1)];
        _fleet.Providers[0].Spec.Clusters![0].NodePools![0].Accelerator = "H1OO";
        var plan = _fleet.With(Make.Model("m")).Plan();
        Assert.Equal("1@gcp", Fleet.Where(plan, "m"));
        var reason = Fleet.Of(plan, "m").Candidates.First(c => c.Pool == "aws/H100/OnDemand/h8").Reason;
        Assert.Contains("CloudProvider aws: spec.clusters[0].nodePools[0].accelerator: found \"H1OO\", expected H100 (the nearest known GPU)", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_in_the_prices_closes_the_whole_provider()
    {
        _fleet.Providers[0].Spec.Pricing!.VcpuHour = -1;
        _fleet.Providers[0].Spec.Pricing!.GpuHour!.Add(new GpuPrice { Accelerator = "T44", DollarsPerGpuHour = 1 });
        var plan = _fleet.With(Make.Model("m")).Plan();
        Assert.Equal("1@gcp", Fleet.Where(plan, "m"));
        Assert.Contains("(and 1 more, see its Ready condition)", Fleet.Of(plan, "m").Candidates.First(c => c.Pool.StartsWith("aws/", StringComparison.Ordinal)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void And_moves_nothing_away_that_runs_there()
    {
        _fleet.With(Make.Model("m")).Settle();
        _fleet.Providers[0].Spec.Pricing!.VcpuHour = -1;
        Assert.Equal((false, "1@aws"), (Fleet.Of(_fleet.Plan(), "m").Changed, Fleet.Where(_fleet.Plan(), "m")));
    }
}

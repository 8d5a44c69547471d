using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Operator.Planning.Problem;

namespace Lepton.Operator.Tests.Planning.Problem;

public sealed class PlaceCostsTests
{
    private readonly CloudProvider _home = new()
    {
        Metadata = { Name = "home" },
        Spec = { Pricing = new ProviderPricing { StorageGiBMonth = 0.73, NetworkMbpsMonth = 7.3, EgressGiB = new EgressPrices { SameRegion = 0.01, InterRegion = 0.02, Internet = 0.09 } } },
    };

    private readonly LeptonModel _model = new() { Spec = { Dataset = new ModelDataset { Provider = "home", Region = "r1", SizeGiB = 100, TrafficGiBPerHour = 10, NetworkMbps = 20 } } };

    [Theory]
    [InlineData("home", "r1", 0.1)]
    [InlineData("home", "r2", 0.2)]
    [InlineData("away", "r1", 0.9)]
    public void Data_pays_storage_network_and_what_leaves_its_place(string provider, string region, double egress)
    {
        var away = new CloudProvider { Metadata = { Name = "away" } };
        var at = provider == "home" ? _home : away;
        var storage = provider == "home" ? 0.1 + 0.2 : 0;
        Assert.Equal(storage + egress, PlaceCosts.Hourly(_model, null, at, Make.Cluster("c", region), [_home, away]), 9);
    }

    [Theory]
    [InlineData(ProviderType.AWS, "r1", 0)]
    [InlineData(ProviderType.AWS, "r2", 0.02)]
    [InlineData(ProviderType.GCP, "r1", 0.09)]
    [InlineData(ProviderType.Other, "r1", 0.09)]
    public void What_a_cloud_charges_publicly_holds_where_the_provider_says_nothing(ProviderType target, string region, double perGigabyte)
    {
        var home = new CloudProvider { Metadata = { Name = "home" }, Spec = { Type = ProviderType.AWS } };
        var other = new CloudProvider { Metadata = { Name = "other" }, Spec = { Type = target } };
        var expected = perGigabyte * 1.073741824;
        Assert.Equal(expected, PlaceCosts.EgressPerGiB("home", "r1", other, Make.Cluster("c", region), [home, other]), 9);
        home.Spec.Pricing = new ProviderPricing { EgressGiB = new EgressPrices { SameRegion = 1, InterRegion = 2, Internet = 3 } };
        var own = target != ProviderType.AWS ? 3 : region == "r1" ? 1 : 2;
        Assert.Equal(own, PlaceCosts.EgressPerGiB("home", "r1", other, Make.Cluster("c", region), [home, other]));
    }

    [Fact]
    public void Software_is_paid_for_each_model_whatever_its_data()
    {
        var provider = new CloudProvider { Metadata = { Name = "p" }, Spec = { Pricing = new ProviderPricing { PlatformFeeMonth = 1460 } } };
        Assert.Equal(2, PlaceCosts.Hourly(new LeptonModel(), null, provider, Make.Cluster("c", "r1"), [provider]), 9);
    }

    [Fact]
    public void A_provider_of_whose_egress_nothing_is_known_charges_none()
    {
        var rack = new CloudProvider { Metadata = { Name = "rack" }, Spec = { Type = ProviderType.OnPrem } };
        Assert.Equal(0, PlaceCosts.EgressPerGiB("rack", "r1", _home, Make.Cluster("c"), [rack, _home]));
        Assert.Equal(0, PlaceCosts.EgressPerGiB("gone", "r1", _home, Make.Cluster("c"), [rack, _home]));
    }

    [Fact]
    public void Without_a_dataset_and_lambda_a_place_costs_nothing() =>
        Assert.Equal(0, PlaceCosts.Hourly(new LeptonModel(), Make.Policy("p"), _home, Far(), [_home]));

    [Fact]
    public void Latency_is_turned_into_dollars()
    {
        var policy = Make.Policy("p", s => s.Objective.LatencyDollarsPerMillisecond = 0.5);
        Assert.Equal(10, PlaceCosts.Hourly(new LeptonModel(), policy, _home, Far(), [_home]), 9);
    }

    [Fact]
    public void A_higher_priority_outweighs_ten_lower_ones_and_any_price()
    {
        LeptonModel[] models = [Priority(0), Priority(5), Priority(100), Priority(5)];
        var penalties = new Penalties(models);
        Assert.True(penalties.PerGpu(models[0]) >= 10_000);
        Assert.Equal(10, penalties.PerGpu(models[1]) / penalties.PerGpu(models[0]), 6);
        Assert.Equal(10, penalties.PerGpu(models[2]) / penalties.PerGpu(models[1]), 6);
        Assert.Equal(penalties.PerGpu(models[1]), penalties.PerGpu(models[3]));
    }

    [Fact]
    public void Many_priorities_stay_in_order_and_in_range()
    {
        var models = Enumerable.Range(0, 40).Select(Priority).ToList();
        var penalties = new Penalties(models);
        var all = models.ConvertAll(penalties.PerGpu);
        Assert.Equal(all.Order(), all);
        Assert.Equal(40, all.Distinct().Count());
        Assert.True(all[^1] <= 1e10 + 1);
    }

    private static MemberCluster Far()
    {
        var cluster = Make.Cluster("c");
        cluster.LatencyMilliseconds = new() { ["eu"] = 10, ["us"] = 30 };
        return cluster;
    }

    private static LeptonModel Priority(int priority) => new() { Spec = { Priority = priority } };
}

using Lepton.Placement.Core;
using Lepton.Placement.Tests.Support;

namespace Lepton.Placement.Tests.Core;

/// <summary>Which pools a model of a large fleet looks at first.</summary>
public class ShortlistTests
{
    private static readonly Pool[] Many = Enumerable.Range(0, 60).Select(i => Make.Pool($"p{i:00}", 1 + (0.1 * i), region: $"r{i % 6}", provider: i % 2 == 0 ? "aws" : "gcp", zone: $"z{i % 5}")).ToArray();

    private static ModelData Short(Model model, params Pool[] more)
    {
        var instance = InstanceBuilder.Build(Make.Problem([.. Many, .. more], model));
        Assert.True(instance.Models[0].Others.Length == 0, "a small problem keeps all candidates");
        return Shortlist.Of(instance, instance.Models[0]);
    }

    private static string[] Pools(ModelData model) => model.Options.Select(o => o.Pool.Source.Id).ToArray();

    [Fact]
    public void The_cheapest_are_on_it_and_the_others_are_counted_apart()
    {
        var model = Short(Make.Service("m", 2));
        Assert.InRange(model.Options.Length, 8, Shortlist.Most);
        Assert.Contains("p00", Pools(model));
        Assert.Contains("p01", Pools(model));
        Assert.DoesNotContain("p59", Pools(model));
        Assert.Equal(60, model.Options.Length + model.Others.Length);
        Assert.Empty(model.Options.Select(o => o.Pool.Index).Intersect(model.Others));
        Assert.Equal(Enumerable.Range(0, model.Options.Length), model.Options.Select(o => o.Index));
    }

    [Fact]
    public void Where_it_runs_now_is_on_it_however_dear() =>
        Assert.Contains("p59", Pools(Short(Make.Service("m", 2) with { Current = [new CurrentPlacement("p59", 1)] })));

    [Fact]
    public void Every_domain_a_spread_rule_may_need_is_on_it()
    {
        var model = Short(Make.Service("m", 6) with { Spread = [new SpreadRule { Topology = SpreadTopology.Region, MinDomains = 5 }] });
        Assert.Equal(6, model.Options.Select(o => o.Pool.Source.Region).Distinct().Count());
    }

    [Fact]
    public void Every_kind_of_replica_is_on_it()
    {
        var dear = Make.Pool("dear", 500, accelerator: "H100");
        var model = Short(Make.Service("m", 2) with { Accelerators = [new AcceleratorOption { Name = "A100-80GB" }, new AcceleratorOption { Name = "H100", Throughput = 3 }] }, dear);
        Assert.Contains("dear", Pools(model));
    }

    [Fact]
    public void A_gang_keeps_whole_clusters()
    {
        var second = Make.Pool("p00b", 400, cluster: "p00", region: "r0", zone: "z0");
        var gang = Short(Make.Gang("g", 4), second);
        Assert.Contains("p00", Pools(gang));
        Assert.Contains("p00b", Pools(gang));
    }

    [Fact]
    public void A_list_that_grows_leaves_the_old_one_as_it_was()
    {
        var instance = InstanceBuilder.Build(Make.Problem(Many, Make.Service("m", 2)));
        var old = Shortlist.Of(instance, instance.Models[0]);
        var before = old.Options.ToArray();
        var grown = instance.Builder.Extend(old, [old.Others[0], old.Others[^1]]);
        Assert.Equal(before, old.Options);
        Assert.Equal(Enumerable.Range(0, before.Length), old.Options.Select(o => o.Index));
        Assert.Equal(Enumerable.Range(0, before.Length + 2), grown.Options.Select(o => o.Index));
        Assert.Equal(grown.Options.Select(o => o.Pool.Index).Order(), grown.Options.Select(o => o.Pool.Index));
        Assert.Equal(old.Others.Length - 2, grown.Others.Length);
    }

    [Fact]
    public void A_model_that_is_left_short_looks_at_every_pool()
    {
        // Far more pairs than a shortlist is made for; the cheap pools are full of others, and only the dearest has room for the last.
        var pools = Enumerable.Range(0, 300).Select(i => Make.Pool($"p{i:000}", 1 + (0.01 * i), gpus: 1)).ToList();
        var models = Enumerable.Range(0, 300).Select(i => Make.Service($"m{i:000}", 1)).ToArray();
        var plan = new PlacementSolver().Solve(Make.Problem(pools, models) with { Work = 50_000 });
        Assert.Empty(plan.Unplaced);
        Assert.Equal(300, plan.Placements.Sum(p => p.Replicas));
        Assert.InRange(plan.Gap, 0, 0.02);
        Assert.Equal(300, plan.Decisions[299].Candidates.Count);
    }
}

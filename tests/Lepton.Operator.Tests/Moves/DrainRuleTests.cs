using Lepton.Api.Models;
using Lepton.Operator.Moves;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Moves;

public sealed class DrainRuleTests
{
    [Fact]
    public void Nothing_leaves_nothing_changes() => Assert.Null(Drop(Make.Model("m", 1, 4), Make.Placement("aws", 1, 4)));

    [Fact]
    public void What_leaves_stays_until_the_others_serve()
    {
        var model = Make.Model("m", 2, 4);
        var leaving = Make.Placement("aws", 2, 4, PlacementState.Draining);
        Assert.Null(Drop(model, leaving, Make.Placement("gcp", 2, 4, ready: 1)));
        Assert.Equal("gcp", Assert.Single(Drop(model, leaving, Make.Placement("gcp", 2, 4, ready: 2))!).Cluster);
    }

    [Fact]
    public void More_ready_than_wanted_in_one_place_does_not_make_up_for_another()
    {
        // Three run in gcp, where one is to be; the one for azure is not there yet.
        Assert.Null(Drop(
            Make.Model("m", 2, 4), Make.Placement("aws", 2, 4, PlacementState.Draining), Make.Placement("gcp", 1, 4, ready: 3), Make.Placement("azure", 1, 4, ready: 0)));
    }

    [Fact]
    public void Units_per_second_count_by_type()
    {
        var model = Make.Model("m", 1, 4);
        model.Spec.Replicas = null;
        model.Spec.Demand = new ModelDemand { UnitsPerSecond = 100 };
        model.Spec.Accelerators![0].Throughput = 60;
        var leaving = Make.Placement("aws", 2, 4, PlacementState.Draining);
        Assert.Null(Drop(model, leaving, Make.Placement("gcp", 2, 4, ready: 1)));
        Assert.NotNull(Drop(model, leaving, Make.Placement("gcp", 2, 4, ready: 2)));
    }

    [Fact]
    public void The_surplus_goes_when_the_others_serve()
    {
        var shrinking = Make.Placement("aws", 1, 4, ready: 3);
        shrinking.DrainingReplicas = 2;
        Assert.Null(Drop(Make.Model("m", 3, 4), shrinking, Make.Placement("gcp", 2, 4, ready: 1)));
        var next = Drop(Make.Model("m", 3, 4), shrinking, Make.Placement("gcp", 2, 4));
        Assert.Null(next![0].DrainingReplicas);
        Assert.Equal(2, next.Count);
    }

    [Fact]
    public void What_may_still_serve_in_a_silent_cluster_is_given_up_only_for_successors_that_are_seen_to_serve()
    {
        var model = Make.Model("m", 1, 4);
        var lost = Make.Placement("aws", 1, 4, PlacementState.Draining, ready: 0);
        Assert.Null(Drop(c => c == "aws" ? MemberHealth.Unreachable : MemberHealth.Healthy, model, lost, Make.Placement("gcp", 1, 4, ready: 0)));
        // The cluster is back before them.
        Assert.Null(Drop(_ => MemberHealth.Healthy, model, lost, Make.Placement("gcp", 1, 4, ready: 0)));
        // What was ready when it was seen last may not be now.
        Assert.Null(Drop(c => c == "gcp" ? MemberHealth.Unreachable : MemberHealth.Healthy, model, lost, Make.Placement("gcp", 1, 4)));
        Assert.Equal("gcp", Assert.Single(Drop(c => c == "aws" ? MemberHealth.Unreachable : MemberHealth.Healthy, model, lost, Make.Placement("gcp", 1, 4))!).Cluster);
    }

    [Fact]
    public void Nothing_is_kept_in_a_cluster_no_provider_names() =>
        Assert.Equal("gcp", Assert.Single(Drop(
            c => c == "aws" ? null : MemberHealth.Healthy, Make.Model("m", 1, 4), Make.Placement("aws", 1, 4, PlacementState.Draining), Make.Placement("gcp", 1, 4, ready: 0))!).Cluster);

    [Fact]
    public void A_gang_is_given_up_in_a_silent_cluster_only_when_it_is_certain_that_it_has_ended()
    {
        var placements = new[] { Make.Placement("aws", state: PlacementState.Draining), Make.Placement("gcp") };
        Func<string, MemberHealth?> silent = c => c == "aws" ? MemberHealth.Unreachable : MemberHealth.Healthy;
        Assert.Null(Drop(silent, Make.Gang("t", 1), placements));
        Assert.Equal("gcp", Assert.Single(DrainRule.Drop(Make.Gang("t", 1), placements, c => c == "aws", silent)!).Cluster);
    }

    [Fact]
    public void What_is_to_be_taken_up_again_is_kept_although_it_was_replaced()
    {
        var model = Make.Model("m", 1, 4);
        ModelPlacement[] placements = [Make.Placement("aws", 1, 4, PlacementState.Draining), Make.Placement("gcp", 1, 4)];
        Assert.Null(DrainRule.Drop(model, placements, _ => false, _ => MemberHealth.Healthy, keeps: p => p.Cluster == "aws"));
        Assert.NotNull(DrainRule.Drop(model, placements, _ => false, _ => MemberHealth.Healthy, keeps: _ => false));
    }

    [Fact]
    public void A_gang_starts_only_when_nothing_of_the_old_run_is_left()
    {
        var gang = Make.Gang("t", 1);
        List<ModelPlacement> placements = [Make.Placement("aws", state: PlacementState.Draining), Make.Placement("gcp")];
        Assert.False(DrainRule.MayStart(gang, placements));
        // However ready the successor seems, the source has to be gone.
        Assert.Null(DrainRule.Drop(gang, placements, _ => false, _ => MemberHealth.Healthy));
        var next = DrainRule.Drop(gang, placements, c => c == "aws", _ => MemberHealth.Healthy);
        Assert.Equal("gcp", Assert.Single(next!).Cluster);
        Assert.True(DrainRule.MayStart(gang, next!));
        Assert.True(DrainRule.MayStart(Make.Model("m"), placements));
    }

    private static List<ModelPlacement>? Drop(Func<string, MemberHealth?> health, LeptonModel model, params ModelPlacement[] placements) => DrainRule.Drop(model, placements, _ => false, health);

    private static List<ModelPlacement>? Drop(LeptonModel model, params ModelPlacement[] placements) => DrainRule.Drop(model, placements, _ => false, _ => MemberHealth.Healthy);
}

using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Moves;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Moves;

public sealed class PlacementTransitionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Before = Now.AddDays(-1);

    [Fact]
    public void What_is_placed_first_is_pending_and_complete()
    {
        var model = Make.Model("m", 2, 4);
        model.Metadata.Generation = 7;
        model.Spec.Accelerators![0].NodeSelector = new() { ["nvlink"] = "full" };
        var placement = Assert.Single(Next(model, Plan(("aws", 2))));
        Assert.Equal(("aws", "aws/H100/OnDemand/h8", "H100", 4), (placement.Cluster, placement.Pool, placement.Accelerator, placement.AcceleratorCount));
        Assert.Equal((PlacementState.Pending, 2, 0, 7L), (placement.State, placement.Replicas, placement.ReadyReplicas, placement.Generation));
        Assert.Equal((Now, Make.Gpu, 80.0), (placement.Since, placement.ResourceName, placement.HourlyCost));
        Assert.Equal("nvlink=full pool=aws", string.Join(' ', placement.NodeSelector!.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}")));
    }

    [Fact]
    public void What_leaves_drains_while_its_successor_comes_up()
    {
        var next = Next(Make.Model("m", 1, 4).At(Since(Make.Placement("aws", 1, 4))), Plan(("gcp", 1)));
        Assert.Equal([("aws", PlacementState.Draining), ("gcp", PlacementState.Pending)], next.Select(p => (p.Cluster, p.State)));
        Assert.Equal((1, Now), (next[0].ReadyReplicas, next[0].Since));
    }

    [Fact]
    public void What_stays_is_untouched()
    {
        var next = Next(Make.Model("m", 2, 4).At(Since(Make.Placement("aws", 1, 4))), Plan(("aws", 1), ("gcp", 1)));
        Assert.Equal((PlacementState.Active, Before, 1, null), (next[0].State, next[0].Since, next[0].ReadyReplicas, next[0].DrainingReplicas));
    }

    [Fact]
    public void A_placement_that_shrinks_keeps_its_surplus_for_a_while()
    {
        var model = Make.Model("m", 3, 4).At(Make.Placement("aws", 3, 4));
        var next = Next(model, Plan(("aws", 1), ("gcp", 2)));
        Assert.Equal((1, 2, PlacementState.Pending), (next[0].Replicas, next[0].DrainingReplicas, next[0].State));
        // It shrinks again before the surplus is gone: all that runs is still counted.
        model.Status!.Placements = next;
        Assert.Equal(3, Next(model, Plan(("aws", 0), ("gcp", 2)))[0].DrainingReplicas);
        // And grows back.
        Assert.Null(Next(model, Plan(("aws", 3)))[0].DrainingReplicas);
    }

    [Fact]
    public void What_was_draining_can_be_taken_back()
    {
        var next = Next(Make.Model("m", 1, 4).At(Make.Placement("aws", 2, 4, PlacementState.Draining)), Plan(("aws", 1)));
        Assert.Equal((PlacementState.Pending, 1, 1), (next[0].State, next[0].Replicas, next[0].DrainingReplicas));
        Assert.Single(next);
    }

    [Fact]
    public void Draining_goes_on_with_its_own_clock()
    {
        var next = Next(Make.Model("m", 1, 4).At(Since(Make.Placement("aws", 1, 4, PlacementState.Draining))), Plan(("gcp", 1)));
        Assert.Equal(Before, next[0].Since);
    }

    [Fact]
    public void What_serves_in_a_silent_cluster_drains_there_and_is_not_counted_as_ready()
    {
        var next = PlacementTransition.Next(Make.Model("m", 1, 4).At(Make.Placement("aws", 1, 4)), Plan(("gcp", 1)), Silent, Now);
        Assert.Equal(["aws", "gcp"], next.Select(p => p.Cluster));
        Assert.Equal((PlacementState.Draining, 0, 1), (next[0].State, next[0].ReadyReplicas, next[0].Replicas));
    }

    [Fact]
    public void What_a_lost_cluster_may_still_run_is_marked_and_where_it_is_to_go_at_once_it_is_not_kept()
    {
        var model = Make.Model("m", 1, 4).At(Make.Placement("aws", 1, 4));
        Assert.True(PlacementTransition.Next(model, Plan(("gcp", 1)), Silent, Now)[0].Lost);
        Assert.Equal("gcp", Assert.Single(PlacementTransition.Next(model, Plan(("gcp", 1)) with { Purge = PurgeMode.Immediately }, Silent, Now)).Cluster);
        Assert.False(Next(model, Plan(("gcp", 1)))[0].Lost);
    }

    [Fact]
    public void A_gang_in_a_silent_cluster_stands_in_the_way_of_the_next_run_suspended_or_not()
    {
        var gang = Make.Gang("t", 1, 4).At(Make.Placement("aws", 1, 4));
        Assert.Equal([("aws", PlacementState.Draining), ("gcp", PlacementState.Pending)], PlacementTransition.Next(gang, Plan(("gcp", 1)) with { Purge = PurgeMode.Immediately }, Silent, Now).Select(p => (p.Cluster, p.State)));
        var suspended = new ModelPlan { Model = new("ns", "t"), Reason = PlanReason.Suspended, Message = "" };
        Assert.Equal(("aws", PlacementState.Draining), (Assert.Single(PlacementTransition.Next(gang, suspended, Silent, Now)).Cluster, PlacementTransition.Next(gang, suspended, Silent, Now)[0].State));
        Assert.Empty(Next(gang, suspended));
    }

    [Fact]
    public void Nothing_waits_for_a_cluster_no_provider_names() =>
        Assert.Equal("gcp", Assert.Single(PlacementTransition.Next(Make.Model("m", 1, 4).At(Make.Placement("aws", 1, 4)), Plan(("gcp", 1)), c => c == "aws" ? null : MemberHealth.Healthy, Now)).Cluster);

    [Fact]
    public void What_a_misconfigured_member_runs_is_seen_by_others_and_drains_as_it_was() =>
        Assert.Equal(1, PlacementTransition.Next(Make.Model("m", 1, 4).At(Make.Placement("aws", 1, 4)), Plan(("gcp", 1)), _ => MemberHealth.Misconfigured, Now)[0].ReadyReplicas);

    [Fact]
    public void A_suspended_model_drops_everything_at_once() =>
        Assert.Empty(Next(Make.Model("m").At(Make.Placement("aws")), new ModelPlan { Model = new("ns", "m"), Reason = PlanReason.Suspended, Message = "" }));

    [Fact]
    public void Held_placements_stay_as_they_are()
    {
        var held = Since(Make.Placement("aws", 1, 4));
        var next = PlacementTransition.Next(Make.Model("m", 2, 4).At(held), Plan(("gcp", 1)) with { Held = [held] }, Silent, Now);
        Assert.Same(held, next[0]);
        Assert.Equal(2, next.Count);
    }

    [Fact]
    public void A_gang_has_no_surplus()
    {
        var next = Next(Make.Gang("t", 2, 4).At(Make.Placement("aws", 4, 4)), Plan(("aws", 2)));
        Assert.Null(Assert.Single(next).DrainingReplicas);
    }

    /// <summary>aws does not answer.</summary>
    private static MemberHealth? Silent(string cluster) => cluster == "aws" ? MemberHealth.Unreachable : MemberHealth.Healthy;

    private static ModelPlacement Since(ModelPlacement placement)
    {
        placement.Since = Before;
        return placement;
    }

    private static List<ModelPlacement> Next(LeptonModel model, ModelPlan plan) => PlacementTransition.Next(model, plan, _ => MemberHealth.Healthy, Now);

    private static ModelPlan Plan(params (string Cluster, int Replicas)[] places) => new()
    {
        Model = new("ns", "m"),
        Reason = PlanReason.Placed,
        Message = "",
        Changed = true,
        Assignments = [.. places.Select(p => new Assignment(Make.FleetPool(p.Cluster) with { NodeSelector = new Dictionary<string, string> { ["pool"] = p.Cluster } }, p.Replicas, 4, p.Replicas * 40))],
    };
}

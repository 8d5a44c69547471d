using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Moves;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Planning;

/// <summary>aws is the only cloud and has one node of eight GPUs, which low takes.</summary>
public sealed class PreemptionTests
{
    [Fact]
    public void The_lower_priority_gives_way_and_both_say_so()
    {
        var fleet = Taken(Make.Model("low")).With(Prior(Make.Model("high"), 10));
        var plan = fleet.Plan();
        var (low, high) = (Fleet.Of(plan, "low"), Fleet.Of(plan, "high"));
        Assert.Equal((PlanReason.Preempted, "", true), (low.Reason, Fleet.Where(low), low.Changed));
        Assert.StartsWith("gives way to ns/high (priority 10): 1 of 1 replicas have no place", low.Message, StringComparison.Ordinal);
        Assert.Equal((PlanReason.Placed, "1@aws"), (high.Reason, Fleet.Where(high)));
        Assert.EndsWith("in place of ns/low (priority 0)", high.Message, StringComparison.Ordinal);
        // Nobody takes over from it, so nothing is waited for: its pods end as any that are deleted do.
        Assert.Empty(PlacementTransition.Next(fleet["low"], low, _ => MemberHealth.Healthy, fleet.Now));
    }

    [Fact]
    public void Why_it_has_no_place_stands_until_it_has_one()
    {
        var fleet = Taken(Make.Model("low")).With(Prior(Make.Model("high"), 10));
        fleet.Decide();
        var message = fleet["low"].Status!.Decision!.Message;
        var again = Fleet.Of(fleet.Decide(), "low");
        Assert.Equal((PlanReason.Preempted, false, message), (again.Reason, again.Changed, fleet["low"].Status!.Decision!.Message));
        fleet.Models.Remove(fleet["high"]);
        fleet.Member("aws", "aws", Make.Node("a"));
        Assert.Equal((PlanReason.Placed, "1@aws"), (Fleet.Of(fleet.Plan(), "low").Reason, Fleet.Where(fleet.Plan(), "low")));
    }

    [Fact]
    public void Only_as_much_as_is_needed()
    {
        var fleet = Taken(Make.Model("low", 4, 2)).With(Prior(Make.Model("high", 1, 4), 10));
        var plan = fleet.Plan();
        Assert.Equal(("2@aws", "1@aws"), (Fleet.Where(plan, "low"), Fleet.Where(plan, "high")));
        var next = PlacementTransition.Next(fleet["low"], Fleet.Of(plan, "low"), _ => MemberHealth.Healthy, fleet.Now);
        Assert.Equal((2, null), (next.Single().Replicas, next.Single().DrainingReplicas));
    }

    [Fact]
    public void While_what_gave_way_is_still_ending_nothing_more_is_taken()
    {
        var fleet = Taken(Make.Model("low", 4, 2)).With(Prior(Make.Model("high", 1, 4), 10));
        fleet.Decide();
        // All four pods of low are still there, and that of high waits.
        fleet.Waiting("aws", Make.Pod(Make.Key(fleet["high"]), 4, placement: Lepton.Operator.Emission.Names.Placement("aws/H100/OnDemand/h8")));
        var plan = fleet.Plan();
        Assert.Equal(("2@aws", "1@aws"), (Fleet.Where(plan, "low"), Fleet.Where(plan, "high")));
        Assert.All(plan.Models.Values, m => Assert.False(m.Changed));
    }

    [Fact]
    public void Where_it_can_go_elsewhere_it_moves_and_loses_nothing()
    {
        var fleet = Taken(Make.Model("low", 1, 4)).Cloud("gcp", 30, Make.Node("g", 4)).With(Prior(Make.Model("high"), 10));
        var plan = fleet.Plan();
        Assert.Equal((PlanReason.MadeRoom, "1@gcp", "1@aws"), (Fleet.Of(plan, "low").Reason, Fleet.Where(plan, "low"), Fleet.Where(plan, "high")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void Nobody_gives_way_to_an_equal_or_a_lower_priority_however_large_it_is(int priority)
    {
        var fleet = Taken(Make.Model("low", 1, 1)).With(Prior(Make.Model("big"), priority));
        var plan = fleet.Plan();
        Assert.Equal((false, PlanReason.Unschedulable), (Fleet.Of(plan, "low").Changed, Fleet.Of(plan, "big").Reason));
    }

    [Fact]
    public void Nor_to_one_whose_policy_never_preempts()
    {
        var fleet = Taken(Make.Model("low")).With(Prior(Make.Model("high", policy: "patient"), 10)).With(Make.Policy("patient", s => s.Preemption = PreemptionMode.Never));
        var plan = fleet.Plan();
        Assert.Equal((false, PlanReason.Unschedulable), (Fleet.Of(plan, "low").Changed, Fleet.Of(plan, "high").Reason));
    }

    [Fact]
    public void Nor_does_a_run_without_a_checkpoint()
    {
        var fleet = Taken(Make.Gang("low", 1)).With(Prior(Make.Model("high"), 10));
        var plan = fleet.Plan();
        Assert.Equal((false, PlanReason.Unschedulable), (Fleet.Of(plan, "low").Changed, Fleet.Of(plan, "high").Reason));
    }

    private static Fleet Taken(LeptonModel low)
    {
        var replicas = low.Spec.Replicas ?? low.Spec.Training!.Parallelism;
        var gpus = low.Spec.Accelerators![0].Count;
        var pods = Enumerable.Range(0, replicas).Select(_ => Make.Pod(Make.Key(low), gpus)).ToArray();
        return new Fleet().Cloud("aws", 10, Make.Node("a", 8, pods)).With(Make.Policy("default")).With(low.At(Make.Placement("aws", replicas, gpus)));
    }

    private static LeptonModel Prior(LeptonModel model, int priority)
    {
        model.Spec.Priority = priority;
        return model;
    }
}

using Lepton.Api.Models;
using Lepton.Operator.Moves;
using Lepton.Operator.Planning;
using Lepton.Operator.Scaling;

namespace Lepton.Operator.Tests.Scaling;

/// <summary>m may have from two to ten replicas, and begins with four: two at aws, two at gcp.</summary>
public sealed class MemberScalingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly LeptonModel _model = Scaled();

    [Fact]
    public void It_begins_with_what_the_spec_says_within_the_bounds()
    {
        Assert.Equal(4, ModelDemandOf.Wanted(_model));
        _model.Spec.Replicas = null;
        Assert.Equal(2, ModelDemandOf.Wanted(_model));
        _model.Spec.Scaling!.Engine = ScalingEngine.None;
        Assert.Equal(1, ModelDemandOf.Wanted(_model));
        // As with a HorizontalPodAutoscaler, none is at work where replicas is 0.
        (_model.Spec.Scaling.Engine, _model.Spec.Replicas) = (ScalingEngine.HPA, 0);
        Assert.Equal((0, false), (ModelDemandOf.Wanted(_model), MemberScaling.Applies(_model)));
    }

    [Fact]
    public void More_is_planned_for_at_once()
    {
        See(3, 4, Noon);
        Assert.Equal(7, ModelDemandOf.Wanted(_model));
        See(9, 9, Noon);
        Assert.Equal(10, ModelDemandOf.Wanted(_model));
    }

    [Fact]
    public void Less_once_it_has_been_enough_for_a_while_and_then_the_most_that_was_asked_for()
    {
        See(1, 1, Noon);
        Assert.Equal((4, Noon.AddMinutes(5)), (ModelDemandOf.Wanted(_model), MemberScaling.Wake(_model)));
        See(1, 2, Noon.AddMinutes(2));
        See(1, 1, Noon.AddMinutes(4));
        Assert.Equal(4, ModelDemandOf.Wanted(_model));
        See(1, 1, Noon.AddMinutes(5));
        Assert.Equal(3, ModelDemandOf.Wanted(_model));
        // Asked for again in between, it begins anew.
        See(1, 1, Noon.AddMinutes(6));
        See(2, 1, Noon.AddMinutes(7));
        Assert.Null(_model.Status!.Scaling!.Lower);
        See(1, 1, Noon.AddMinutes(8));
        See(1, 1, Noon.AddMinutes(12));
        Assert.Equal(3, ModelDemandOf.Wanted(_model));
        See(1, 1, Noon.AddMinutes(13));
        Assert.Equal(2, ModelDemandOf.Wanted(_model));
    }

    [Fact]
    public void What_is_asked_for_already_writes_nothing()
    {
        See(2, 2, Noon);
        Assert.Null(_model.Status!.Scaling);
        See(3, 2, Noon);
        var first = _model.Status.Scaling;
        See(3, 2, Noon.AddMinutes(1));
        Assert.Same(first, _model.Status.Scaling);
    }

    [Fact]
    public void In_the_middle_of_a_move_or_unseen_nothing_is_concluded()
    {
        _model.Status!.Migration = new ModelMigration();
        See(5, 5, Noon);
        Assert.Null(_model.Status.Scaling);
        _model.Status.Migration = null;
        See(5, null, Noon);
        Assert.Null(_model.Status.Scaling);
    }

    [Fact]
    public void Demand_is_asked_for_in_its_own_unit()
    {
        _model.Spec.Replicas = null;
        _model.Spec.Demand = new ModelDemand { UnitsPerSecond = 100 };
        _model.Spec.Accelerators![0].Throughput = 30;
        Assert.Equal(100, ModelDemandOf.Wanted(_model));
        See(2, 3, Noon);
        Assert.Equal(150, ModelDemandOf.Wanted(_model));
    }

    [Fact]
    public void A_placement_is_expected_to_have_what_its_autoscaler_wants_of_it()
    {
        var placement = _model.Status!.Placements![0];
        Assert.Equal(2, MemberScaling.Expected(_model, placement));
        placement.AutoscaledReplicas = 1;
        Assert.Equal(1, MemberScaling.Expected(_model, placement));
        placement.AutoscaledReplicas = 7;
        Assert.Equal(2, MemberScaling.Expected(_model, placement));
        (placement.AutoscaledReplicas, _model.Status.Migration) = (1, new ModelMigration());
        Assert.Equal(2, MemberScaling.Expected(_model, placement));
    }

    [Fact]
    public void A_move_ends_although_autoscalers_that_it_does_not_lead_to_ask_for_less()
    {
        var (stays, target) = (_model.Status!.Placements![0], _model.Status.Placements[1]);
        _model.Status.Migration = new ModelMigration { From = [new() { Cluster = "aws", Pool = stays.Pool, Replicas = 3 }] };
        (stays.AutoscaledReplicas, stays.ReadyReplicas, target.AutoscaledReplicas, target.ReadyReplicas) = (1, 1, 1, 1);
        Assert.Equal((1, 2), (MemberScaling.Expected(_model, stays), MemberScaling.Expected(_model, target)));
        Assert.False(DrainRule.Serves(_model, _model.Status.Placements, _ => Operator.State.MemberHealth.Healthy));
        target.ReadyReplicas = 2;
        Assert.True(DrainRule.Serves(_model, _model.Status.Placements, _ => Operator.State.MemberHealth.Healthy));
        stays.ReadyReplicas = 0;
        Assert.False(DrainRule.Serves(_model, _model.Status.Placements, _ => Operator.State.MemberHealth.Healthy));
    }

    [Fact]
    public void The_plan_follows_and_the_fewest_that_autoscalers_can_have_keep_their_place()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).Cloud("gcp", 12, Make.Node("b")).With(Make.Policy("default", s => s.Rebalance.Mode = Api.Policies.RebalanceMode.Disabled));
        var model = Make.Model("m", 2, 4);
        model.Spec.Scaling = new ModelScaling { MinReplicas = 1, MaxReplicas = 8, Metrics = [new() { Type = "Pods", Source = new() { ["pods"] = System.Text.Json.JsonElement.Parse("{}") } }] };
        fleet.With(model).Decide();
        var input = PlanInput.Of(fleet.Snapshot, "", fleet.Facts.Timing);
        model.Status!.Scaling = new ScalingStatus { Wanted = 3 };
        Assert.NotEqual(input, PlanInput.Of(fleet.Snapshot, "", fleet.Facts.Timing));
        Assert.Equal("2@aws 1@gcp", Fleet.Where(fleet.Decide(), "m"));
        model.Status.Scaling = new ScalingStatus { Wanted = 0 };
        Assert.Equal("1@aws", Fleet.Where(fleet.Decide(), "m"));
        // Nothing is handed over: the autoscaler takes away what is too much.
        Assert.Null(model.Status.Placements![0].DrainingReplicas);
    }

    private static LeptonModel Scaled()
    {
        var model = Make.Model("m", 4, 1).At(Make.Placement("aws", 2, 1), Make.Placement("gcp", 2, 1));
        model.Spec.Scaling = new ModelScaling { MinReplicas = 2, MaxReplicas = 10 };
        return model;
    }

    private void See(int? aws, int? gcp, DateTimeOffset now)
    {
        var placements = _model.Status!.Placements!;
        (placements[0].AutoscaledReplicas, placements[1].AutoscaledReplicas) = (aws, gcp);
        _model.Status.Scaling = MemberScaling.Next(_model, placements, now);
    }
}

using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Planning;

public sealed class ModelStandingTests
{
    private readonly Fleet _fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).Cloud("gcp", 12, Make.Node("b"));

    [Fact]
    public void What_runs_where_it_may_is_kept()
    {
        var standing = Of(Make.Model("m", 2).At(Make.Placement("aws"), Make.Placement("gcp")));
        Assert.Equal(["aws", "gcp"], standing.Kept.Select(k => k.Placement.Cluster));
        Assert.True(standing.Satisfied);
    }

    [Fact]
    public void Draining_placements_do_not_count()
    {
        var standing = Of(Make.Model("m", 2).At(Make.Placement("aws"), Make.Placement("gcp", state: PlacementState.Draining)));
        Assert.Equal("aws", Assert.Single(standing.Kept).Placement.Cluster);
        Assert.False(standing.Satisfied);
    }

    [Theory]
    [InlineData(2, 1, false)]
    [InlineData(1, 2, false)]
    [InlineData(2, 2, true)]
    public void Too_few_or_too_many_replicas_are_a_need(int wanted, int have, bool satisfied) =>
        Assert.Equal(satisfied, Of(Make.Model("m", wanted, 4).At(Make.Placement("aws", have, 4))).Satisfied);

    [Fact]
    public void A_silent_cluster_is_waited_for_as_long_as_its_grace_period()
    {
        _fleet.Health("gcp", MemberHealth.Unreachable, TimeSpan.FromSeconds(59));
        var model = Make.Model("m").At(Make.Placement("gcp"));
        Assert.Single(Of(model).Held);
        Assert.True(_fleet.Standing("m").Satisfied);
        _fleet.Health("gcp", MemberHealth.Unreachable, TimeSpan.FromSeconds(60));
        Assert.Single(_fleet.Standing("m").Lost);
        Assert.False(_fleet.Standing("m").Satisfied);
    }

    [Fact]
    public void The_policy_says_how_long_and_whether()
    {
        _fleet.Health("gcp", MemberHealth.Unreachable, TimeSpan.FromMinutes(5));
        var policy = Make.Policy("default", s => s.Failover.GracePeriod = "10m");
        _fleet.With(policy);
        Assert.Single(Of(Make.Model("m").At(Make.Placement("gcp"))).Held);
        policy.Spec.Failover.GracePeriod = "1m";
        Assert.Single(_fleet.Standing("m").Lost);
        policy.Spec.Failover.Mode = FailoverMode.Never;
        Assert.Single(_fleet.Standing("m").Held);
    }

    [Theory]
    [InlineData(MemberHealth.Misconfigured)]
    [InlineData(MemberHealth.Unknown)]
    public void A_cluster_that_is_misconfigured_or_not_read_yet_is_never_given_up(MemberHealth health)
    {
        _fleet.Health("gcp", health, TimeSpan.FromDays(30));
        Assert.Single(Of(Make.Model("m").At(Make.Placement("gcp"))).Held);
    }

    [Fact]
    public void A_cluster_nobody_names_any_more_is_lost()
    {
        _fleet.Forget("gcp");
        Assert.Equal(PlanReason.ClusterRemoved, Assert.Single(Of(Make.Model("m").At(Make.Placement("gcp"))).Lost).Reason);
    }

    [Fact]
    public void A_pool_without_nodes_in_a_cluster_that_answers_is_lost_for_what_it_is()
    {
        _fleet.Member("gcp", "gcp");
        var lost = Assert.Single(Of(Make.Model("m").At(Make.Placement("gcp"))).Lost);
        Assert.Equal((PlanReason.PoolLost, "where pool gcp/H100/OnDemand/h8 has no node left and none can be added"), (lost.Reason, lost.Why));
        _fleet.Providers[1].Spec.Clusters![0].NodePools = [Make.Pool("gpu", 1)];
        Assert.Single(_fleet.Standing("m").Kept);
    }

    [Fact]
    public void A_rule_that_now_excludes_a_placement_is_kept_with_it()
    {
        _fleet.With(Make.Policy("default", s => s.Providers = new AllowDeny { Deny = ["gcp"] }));
        var standing = Of(Make.Model("m", 2).At(Make.Placement("aws"), Make.Placement("gcp")));
        Assert.Equal(("gcp", "policy default: providers.deny names gcp"), (Assert.Single(standing.Excluded).Placement.Cluster, standing.Excluded[0].Rule));
        Assert.False(standing.Satisfied);
    }

    [Fact]
    public void A_cordon_throws_nothing_out()
    {
        _fleet.Providers[1].Spec.Clusters![0].Cordoned = true;
        var standing = Of(Make.Model("m").At(Make.Placement("gcp")));
        Assert.Equal((true, 1.0, 1.0), (standing.Satisfied, standing.Provided, standing.Settled));
        Assert.Equal("gcp", Assert.Single(standing.Anchored).Placement.Cluster);
    }

    [Theory]
    [InlineData(TaintEffect.NoSchedule, true)]
    [InlineData(TaintEffect.PreferNoSchedule, true)]
    [InlineData(TaintEffect.NoExecute, false)]
    public void A_taint_moves_away_what_runs_only_when_it_says_so(TaintEffect effect, bool stays)
    {
        _fleet.Providers[1].Spec.Clusters![0].Taints = [new() { Key = "maintenance", Effect = effect }];
        var standing = Of(Make.Model("m").At(Make.Placement("gcp")));
        Assert.Equal((stays, stays ? 0 : 1), (standing.Satisfied, standing.Excluded.Count));
    }

    [Fact]
    public void What_stays_in_a_closed_pool_is_no_more_than_is_wanted()
    {
        _fleet.Providers[1].Spec.Clusters![0].Cordoned = true;
        Assert.Equal(2, Assert.Single(Of(Make.Model("m", 2, 4).At(Make.Placement("gcp", 3, 4))).StillWanted()).Replicas);
        Assert.Empty(Of(Make.Model("n", 0).At(Make.Placement("gcp"))).StillWanted());
    }

    [Fact]
    public void A_gang_of_another_size_is_not_left_in_a_closed_pool()
    {
        _fleet.Providers[1].Spec.Clusters![0].Cordoned = true;
        Assert.Single(Of(Make.Gang("t", 1).At(Make.Placement("gcp"))).Anchored);
        Assert.Empty(Of(Make.Gang("u", 2).At(Make.Placement("gcp"))).Anchored);
    }

    [Fact]
    public void A_policy_that_contradicts_itself_leaves_everything_where_it_is()
    {
        _fleet.With(Make.Policy("default", s => (s.CapacityTypes, s.MinOnDemandReplicas) = ([CapacityKind.Spot], 1)));
        var standing = Of(Make.Model("m", 5).At(Make.Placement("gcp")));
        Assert.Equal((PlanReason.InvalidPolicy, true), (standing.Fixed, standing.Satisfied));
        Assert.Equal("PlacementPolicy default: spec.minOnDemandReplicas: found 1, expected 0 or nothing, because capacityTypes allows nothing but Spot", standing.FixedMessage);
    }

    [Fact]
    public void A_changed_wish_for_gpus_excludes_what_does_not_fit_it()
    {
        Assert.Equal("accelerators[H100].count changed from 8 to 4", Of(Make.Model("m", 1, 4).At(Make.Placement("aws"))).Excluded[0].Rule);
        var other = Make.Model("n").At(Make.Placement("aws"));
        other.Spec.Accelerators![0].Name = "L4";
        Assert.Equal("accelerators no longer names H100", Of(other).Excluded[0].Rule);
        Assert.Equal("the model no longer asks for GPUs", Of(Make.Model("o", 1, 0).At(Make.Placement("aws"))).Excluded[0].Rule);
    }

    [Fact]
    public void A_policy_that_does_not_exist_leaves_everything_where_it_is()
    {
        _fleet.With(Make.Policy("eu")).With(Make.Policy("us"));
        var standing = Of(Make.Model("m", 5, policy: "asia").At(Make.Placement("gcp")));
        Assert.Equal(PlanReason.PolicyNotFound, standing.Fixed);
        Assert.Equal("LeptonModel ns/m spec.policyName: found \"asia\", expected the name of a PlacementPolicy (eu, us)", standing.FixedMessage);
        Assert.Single(standing.Kept);
        Assert.True(standing.Satisfied);
    }

    [Fact]
    public void A_spec_that_makes_no_sense_leaves_everything_where_it_is()
    {
        var model = Make.Model("m", 1).At(Make.Placement("aws"));
        model.Spec.Accelerators![0].Name = "H1000";
        var standing = Of(model);
        Assert.Equal(PlanReason.InvalidSpec, standing.Fixed);
        Assert.Contains("H1000", standing.FixedMessage, StringComparison.Ordinal);
        Assert.Single(standing.Kept);
    }

    [Fact]
    public void A_suspended_model_keeps_nothing()
    {
        var model = Make.Model("m").At(Make.Placement("aws"));
        model.Spec.Suspend = true;
        Assert.Equal(PlanReason.Suspended, Of(model).Fixed);
        Assert.Empty(_fleet.Standing("m").Kept);
    }

    [Fact]
    public void A_training_run_is_over_until_it_is_asked_for_anew()
    {
        var model = Make.Gang("t", 1).At(Make.Placement("aws"));
        model.Status!.Conditions = [new V1Condition { Type = "Ready", Status = "True", Reason = "Completed", ObservedGeneration = 1 }];
        Assert.Equal(PlanReason.Completed, Of(model).Fixed);
        model.Metadata.Generation = 2;
        Assert.Null(_fleet.Standing("t").Fixed);
    }

    private ModelStanding Of(LeptonModel model)
    {
        _fleet.With(model);
        return _fleet.Standing(model.Metadata.Name!);
    }
}

using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Moves;

/// <summary>m (8 GPUs) moves from aws (80 $/h) to gcp (40 $/h), where it does not become ready. It has 30 minutes, and 5 for loading.</summary>
public sealed class FailedMigrationTests
{
    private const string Gcp = "gcp/H100/OnDemand/h8";

    [Fact]
    public void A_move_for_money_that_is_not_proven_in_time_is_rolled_back()
    {
        var fleet = Moving();
        fleet.Now += TimeSpan.FromMinutes(35) - TimeSpan.FromSeconds(1);
        Assert.False(Fleet.Of(fleet.Plan(), "m").Changed);
        var before = fleet.Facts.Timing(fleet["m"]);
        fleet.Now += TimeSpan.FromSeconds(1);
        Assert.NotEqual(before, fleet.Facts.Timing(fleet["m"]));

        var plan = Save(fleet);
        Assert.Equal(("1@aws", PlanReason.RolledBack), (Fleet.Where(plan), plan.Reason));
        Assert.EndsWith($"back from gcp, where replicas of pool {Gcp} did not become ready within 30m and 5m for loading (migration.timeout, loadTime)", plan.Message, StringComparison.Ordinal);
        var status = fleet["m"].Status!;
        Assert.Equal((null, "aws", 1), (status.Migration, Assert.Single(status.Placements!).Cluster, status.Placements![0].Replicas));
        Assert.Equal((Gcp, UnfitReason.NotReady, fleet.Now.AddMinutes(10)), (Assert.Single(status.UnfitPools!).Pool, status.UnfitPools![0].Reason, status.UnfitPools[0].Until));
    }

    [Fact]
    public void A_target_that_is_ready_but_does_not_answer_as_expected_is_left_again()
    {
        var fleet = Moving();
        Ready(fleet, aws: 1, gcp: 1);
        fleet["m"].Status!.Migration!.Problem = "GET /healthz on port 8000 of pod p: found 500, expected 200 to 299";
        fleet.Now += TimeSpan.FromMinutes(35);
        var plan = Save(fleet);
        Assert.Equal(("1@aws", PlanReason.RolledBack), (Fleet.Where(plan), plan.Reason));
        Assert.EndsWith("back from gcp, which did not answer as expected within 30m and 5m for loading: GET /healthz on port 8000 of pod p: found 500, expected 200 to 299", plan.Message, StringComparison.Ordinal);
        Assert.Equal(Gcp, Assert.Single(fleet["m"].Status!.UnfitPools!).Pool);
    }

    [Fact]
    public void It_is_not_tried_again_before_the_penalty_is_over_and_then_for_longer()
    {
        var fleet = Moving(s => s.Rebalance.Cooldown = "1s");
        foreach (var minutes in (int[])[10, 20])
        {
            fleet.Now += TimeSpan.FromMinutes(35);
            Assert.Equal(PlanReason.RolledBack, Save(fleet).Reason);
            Ready(fleet, aws: 1, gcp: 0);
            fleet.Now += TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1);
            Assert.Equal((false, "1@aws"), (Fleet.Of(fleet.Plan(), "m").Changed, Fleet.Where(Fleet.Of(fleet.Plan(), "m"))));
            fleet.Now += TimeSpan.FromSeconds(1);
            Assert.Equal("1@gcp", Fleet.Where(Save(fleet)));
            Ready(fleet, aws: 1, gcp: 0);
        }
    }

    [Fact]
    public void What_serves_at_the_target_serves_until_the_source_does()
    {
        var fleet = Moving(replicas: 2);
        Ready(fleet, aws: 2, gcp: 1);
        fleet.Now += TimeSpan.FromMinutes(35);
        Save(fleet);
        Assert.Equal([("aws", 2, PlacementState.Pending), ("gcp", 1, PlacementState.Draining)], fleet["m"].Status!.Placements!.Select(p => (p.Cluster, p.Replicas, p.State)));
    }

    [Fact]
    public void Where_the_policy_does_not_roll_back_the_target_is_waited_for()
    {
        var fleet = Moving(s => s.Migration.RollbackOnFailure = false);
        fleet.Now += TimeSpan.FromHours(3);
        Assert.False(Fleet.Of(fleet.Plan(), "m").Changed);
    }

    [Fact]
    public void A_source_that_is_lost_is_no_way_back()
    {
        var fleet = Moving().Cloud("edge", 12, Make.Node("e"));
        fleet.Now += TimeSpan.FromMinutes(35);
        fleet.Health("aws", MemberHealth.Unreachable, TimeSpan.FromHours(1));
        var plan = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal(("1@edge", PlanReason.NotReady), (Fleet.Where(plan), plan.Reason));
        Assert.Equal(Gcp, Assert.Single(plan.UnfitPools).Pool);
    }

    [Theory]
    [InlineData(PurgeMode.Gracefully)]
    [InlineData(PurgeMode.Never)]
    public void A_target_that_is_lost_is_not_replaced_where_the_source_still_serves(PurgeMode purge)
    {
        // A third place would cost as much as the source.
        var fleet = Moving(s => s.Failover.Purge = purge, replicas: 2).Cloud("edge", 10, Make.Node("e"), Make.Node("f"));
        Ready(fleet, aws: 2, gcp: 1);
        fleet.Health("gcp", MemberHealth.Unreachable, TimeSpan.FromSeconds(59));
        Assert.False(Fleet.Of(fleet.Plan(), "m").Changed);
        fleet.Health("gcp", MemberHealth.Unreachable, TimeSpan.FromMinutes(1));

        var plan = fleet.Plan();
        DecisionWriter.Apply(fleet["m"], Fleet.Of(plan, "m"), plan, c => c == "gcp" ? MemberHealth.Unreachable : MemberHealth.Healthy, fleet.Now);
        Assert.Equal(("2@aws", PlanReason.RolledBack), (Fleet.Where(Fleet.Of(plan, "m")), Fleet.Of(plan, "m").Reason));
        Assert.EndsWith("back from gcp, which does not answer", Fleet.Of(plan, "m").Message, StringComparison.Ordinal);
        var status = fleet["m"].Status!;
        Assert.Null(status.Migration);
        Assert.Empty(status.UnfitPools ?? []);
        // What was started there is not forgotten: it is looked at when the cluster returns.
        Assert.Equal([("aws", 2, PlacementState.Pending, false), ("gcp", 2, PlacementState.Draining, true)], status.Placements!.Select(p => (p.Cluster, p.Replicas, p.State, p.Lost)));
    }

    [Fact]
    public void A_target_that_is_lost_is_replaced_where_the_source_had_to_be_left()
    {
        var fleet = Moving(s => s.Providers = new() { Deny = ["aws"] }, PlanReason.RuleChanged).Cloud("edge", 12, Make.Node("e"));
        fleet.Health("gcp", MemberHealth.Unreachable, TimeSpan.FromMinutes(1));
        Assert.Equal(("1@edge", PlanReason.ClusterLost), (Fleet.Where(Fleet.Of(fleet.Plan(), "m")), Fleet.Of(fleet.Plan(), "m").Reason));
    }

    [Fact]
    public void A_move_that_had_to_be_looks_for_another_target_while_the_source_runs()
    {
        var fleet = Moving(s => s.Providers = new() { Deny = ["aws"] }, PlanReason.RuleChanged).Cloud("edge", 12, Make.Node("e"));
        fleet.Now += TimeSpan.FromMinutes(35);
        var plan = Save(fleet);
        Assert.Equal(("1@edge", PlanReason.NotReady), (Fleet.Where(plan), plan.Reason));
        Assert.Contains(fleet["m"].Status!.Placements!, p => p is { Cluster: "aws", State: PlacementState.Draining });
        Assert.Equal(fleet.Now, fleet["m"].Status!.Migration!.StepSince);
    }

    private static Fleet Moving(Action<PlacementPolicySpec>? policy = null, PlanReason reason = PlanReason.CostSavings, int replicas = 1)
    {
        var nodes = Enumerable.Range(0, replicas);
        var fleet = new Fleet().Cloud("aws", 10, [.. nodes.Select(n => Make.Node($"a{n}", 8, Make.Pod(new("ns", "m"), 8, placement: Lepton.Operator.Emission.Names.Placement("aws/H100/OnDemand/h8"))))])
            .Cloud("gcp", 5, [.. nodes.Select(n => Make.Node($"b{n}"))]).With(Make.Model("m", replicas).At(Make.Placement("aws", replicas))).With(Make.Policy("default", policy));
        Assert.Equal($"{replicas}@gcp", Fleet.Where(Save(fleet)));
        Assert.Equal(reason.ToString(), fleet["m"].Status!.Migration!.Reason);
        Ready(fleet, aws: replicas, gcp: 0);
        return fleet;
    }

    private static ModelPlan Save(Fleet fleet)
    {
        var plan = fleet.Plan();
        DecisionWriter.Apply(fleet["m"], Fleet.Of(plan, "m"), plan, _ => MemberHealth.Healthy, fleet.Now);
        return Fleet.Of(plan, "m");
    }

    private static void Ready(Fleet fleet, int aws, int gcp)
    {
        foreach (var placement in fleet["m"].Status!.Placements!)
            placement.ReadyReplicas = placement.Cluster switch { "aws" => aws, "gcp" => gcp, _ => 0 };
    }
}

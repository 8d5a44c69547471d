using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Moves;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Moves;

/// <summary>A run of two workers moves from aws to gcp because it costs less there.</summary>
public sealed class RunMoveTests
{
    private readonly Fleet _fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).Cloud("gcp", 5, Make.Node("g")).With(Make.Policy("default", s => s.Migration.Verification = new() { MinReadySeconds = 20 }));
    private readonly LeptonModel _run;

    public RunMoveTests()
    {
        _run = Make.Gang("run", 2, 4);
        _run.Spec.Training!.Checkpoint = new TrainingCheckpoint { Grace = "2m" };
        _fleet.With(_run.At(Make.Placement("aws", 2, 4)));
        var plan = _fleet.Plan();
        DecisionWriter.Apply(_run, Fleet.Of(plan, "run"), plan, _ => MemberHealth.Healthy, _fleet.Now);
    }

    private ModelMigration Move => _run.Status!.Migration!;

    [Fact]
    public void It_is_stopped_first_and_starts_when_nothing_of_it_is_left()
    {
        Assert.Equal((MigrationStrategy.BreakBeforeMake, MigrationPhase.Breaking, "CostSavings"), (Move.Strategy, Move.Phase, Move.Reason));
        // It never runs on both sides.
        Assert.Contains("; the move costs $", _run.Status!.Decision!.Message, StringComparison.Ordinal);
        Assert.Contains("(stopping and starting $", _run.Status.Decision.Message, StringComparison.Ordinal);
        Assert.Contains("its workers got SIGTERM and have 120 s to write their last checkpoint", Move.Message, StringComparison.Ordinal);
        Assert.Empty(Lepton.Operator.Members.Targets.In("aws", _run, _fleet.Policies[0]));
        Assert.Empty(Lepton.Operator.Members.Targets.In("gcp", _run, _fleet.Policies[0]));

        See(gone: false, ready: 0);
        Assert.Equal((MigrationPhase.Breaking, 2), (Move.Phase, _run.Status!.Placements!.Count));
        See(gone: true, ready: 0);
        Assert.Equal((MigrationPhase.Starting, "gcp"), (Move.Phase, Assert.Single(_run.Status.Placements!).Cluster));
        Assert.Equal(2, Assert.Single(Lepton.Operator.Members.Targets.In("gcp", _run, _fleet.Policies[0])).Replicas);

        See(gone: true, ready: 1);
        Assert.Equal(MigrationPhase.Starting, Move.Phase);
        See(gone: true, ready: 2);
        Assert.Equal(MigrationPhase.Verifying, Move.Phase);
        _fleet.Now = _fleet.Now.AddSeconds(20);
        See(gone: true, ready: 2);
        Assert.Null(_run.Status.Migration);
    }

    [Fact]
    public void While_it_is_being_stopped_no_time_of_a_step_runs_out()
    {
        _fleet.Now = _fleet.Now.AddDays(1);
        Assert.False(FailedMigration.IsLate(_run, _fleet.Policies[0], _fleet.Now));
        Assert.False(Fleet.Of(_fleet.Plan(), "run").Changed);
    }

    [Fact]
    public void What_does_not_become_ready_goes_as_a_whole_and_not_there_again()
    {
        See(gone: true, ready: 0);
        See(gone: true, ready: 1);
        _fleet.Now = _fleet.Now.AddHours(1);
        var plan = Fleet.Of(_fleet.Plan(), "run");
        Assert.Equal((PlanReason.NotReady, "2@aws"), (plan.Reason, Fleet.Where(plan)));
        Assert.Equal("gcp/H100/OnDemand/h8", Assert.Single(plan.UnfitPools).Pool);
    }

    [Fact]
    public void The_fence_of_a_silent_cluster_counts_with_the_grace_of_the_checkpoint()
    {
        var policy = Make.Policy("fenced", s => s.Failover.TrainingFence = "10m");
        Assert.Equal(TimeSpan.FromSeconds(600 + 120 + 60), Fence.Silence(_run, policy));
        _run.Spec.PodTemplate = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse("""{"spec":{"terminationGracePeriodSeconds":600}}""")!;
        Assert.Equal(TimeSpan.FromSeconds(600 + 600 + 60), Fence.Silence(_run, policy));
    }

    private void See(bool gone, int ready)
    {
        foreach (var placement in _run.Status!.Placements!.Where(p => p.Cluster == "gcp"))
            placement.ReadyReplicas = ready;
        if (MigrationMachine.Next(_run, _run.Status.Placements!, _fleet.Policies[0].Spec.Migration, _ => gone, _ => MemberHealth.Healthy, _fleet.Now) is { } next)
            _run.Status.Placements = next;
    }
}

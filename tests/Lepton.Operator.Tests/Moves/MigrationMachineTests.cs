using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Moves;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Moves;

/// <summary>m moves with four replicas from aws to gcp.</summary>
public sealed class MigrationMachineTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private DateTimeOffset _now = Start;

    [Fact]
    public void Made_before_broken_the_source_goes_when_all_are_ready()
    {
        var (model, policy) = Move(new MigrationPolicy());
        Assert.Equal((4, 4), Running(model));
        See(model, policy, source: 4, target: 3);
        Assert.Equal((MigrationPhase.Starting, 2), (model.Status!.Migration!.Phase, model.Status.Placements!.Count));
        See(model, policy, source: 4, target: 4);
        Assert.Null(model.Status.Migration);
        Assert.Equal("gcp", Assert.Single(model.Status.Placements).Cluster);
    }

    [Fact]
    public void Ready_has_to_last_without_a_break()
    {
        var (model, policy) = Move(new MigrationPolicy { Verification = new() { MinReadySeconds = 60 } });
        See(model, policy, 4, 4);
        Assert.Equal((MigrationPhase.Verifying, _now.AddSeconds(60)), (model.Status!.Migration!.Phase, MigrationMachine.Wake(model, policy)));
        _now += TimeSpan.FromSeconds(59);
        See(model, policy, 4, 3);
        Assert.Equal(MigrationPhase.Starting, model.Status.Migration.Phase);
        // What a step may take at most counts on.
        Assert.Equal(Start, model.Status.Migration.StepSince);
        See(model, policy, 4, 4);
        _now += TimeSpan.FromSeconds(59);
        See(model, policy, 4, 4);
        Assert.Equal(2, model.Status.Placements!.Count);
        _now += TimeSpan.FromSeconds(1);
        See(model, policy, 4, 4);
        Assert.Single(model.Status.Placements);
    }

    [Fact]
    public void Step_by_step_the_source_shrinks_by_what_the_target_has_proven()
    {
        var (model, policy) = Move(Steps((25, "10m"), (50, "0s")));
        Assert.Equal((4, 1), Running(model));
        See(model, policy, 4, 1);
        Assert.Equal((MigrationPhase.Pausing, (3, 1)), (model.Status!.Migration!.Phase, Running(model)));
        Assert.Equal("25 % run at the target, 75 % at the source", model.Status.Migration.Message);
        Assert.Equal(_now.AddMinutes(10), MigrationMachine.Wake(model, policy));
        _now += TimeSpan.FromMinutes(10);
        See(model, policy, 3, 1);
        Assert.Equal((MigrationPhase.Starting, (3, 2), _now), (model.Status.Migration.Phase, Running(model), model.Status.Migration.StepSince));
        // The second step has no pause: once proven, the whole starts.
        See(model, policy, 3, 2);
        Assert.Equal((MigrationPhase.Starting, (2, 4)), (model.Status.Migration.Phase, Running(model)));
        See(model, policy, 2, 4);
        Assert.Equal((null, 1), (model.Status.Migration, model.Status.Placements!.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void At_no_step_fewer_run_than_are_wanted(int replicas)
    {
        foreach (var percent in Enumerable.Range(1, 99))
        {
            var (model, policy) = Move(Steps((percent, "1h")), replicas);
            var (source, target) = Running(model);
            Assert.Equal(replicas, source);
            See(model, policy, source, target);
            (source, target) = Running(model);
            Assert.True(source + target >= replicas, $"{source} and {target} of {replicas} at {percent} %");
        }
    }

    [Fact]
    public void Broken_before_made_the_target_starts_when_the_source_is_gone()
    {
        var (model, policy) = Move(new MigrationPolicy { Strategy = MigrationStrategy.BreakBeforeMake });
        Assert.Equal((MigrationPhase.Breaking, (0, 0)), (model.Status!.Migration!.Phase, Running(model)));
        See(model, policy, 1, 0);
        Assert.Equal(2, model.Status.Placements!.Count);
        See(model, policy, 0, 0);
        Assert.Equal((MigrationPhase.Starting, "gcp", 4), (model.Status.Migration.Phase, Assert.Single(model.Status.Placements).Cluster, MigrationSteps.Running(model, model.Status.Placements[0])));
        See(model, policy, 0, 4);
        Assert.Null(model.Status.Migration);
    }

    [Fact]
    public void A_target_that_does_not_answer_as_expected_proves_nothing()
    {
        var (model, policy) = Move(new MigrationPolicy { Verification = new() { MinReadySeconds = 10 } });
        See(model, policy, 4, 4);
        Assert.Equal(MigrationPhase.Verifying, model.Status!.Migration!.Phase);
        _now += TimeSpan.FromSeconds(10);
        See(model, policy, 4, 4, problem: "pod p answers 500");
        var since = model.Status.Migration.PhaseSince;
        Assert.Equal((MigrationPhase.Starting, "pod p answers 500"), (model.Status.Migration.Phase, model.Status.Migration.Problem));
        Assert.Contains("pod p answers 500", model.Status.Migration.Message, StringComparison.Ordinal);
        // The same again is no news.
        _now += TimeSpan.FromSeconds(2);
        See(model, policy, 4, 4, problem: "pod p answers 500");
        Assert.Equal(since, model.Status.Migration.PhaseSince);
        See(model, policy, 4, 4);
        Assert.Equal((MigrationPhase.Verifying, null), (model.Status.Migration.Phase, model.Status.Migration.Problem));
        _now += TimeSpan.FromSeconds(10);
        See(model, policy, 4, 4);
        Assert.Null(model.Status.Migration);
    }

    [Fact]
    public void A_silent_target_proves_nothing()
    {
        var (model, policy) = Move(new MigrationPolicy());
        See(model, policy, 4, 4, c => c == "gcp" ? MemberHealth.Unreachable : MemberHealth.Healthy);
        Assert.Equal(2, model.Status!.Placements!.Count);
    }

    [Fact]
    public void Requests_go_to_the_target_before_the_source_goes()
    {
        var (model, policy) = Move(Steps((50, "0s")), drain: "30s");
        Assert.Equal("aws 4", Shares(model, 4, 0));
        Assert.Equal("aws 4", Shares(model, 4, 2));
        See(model, policy, 4, 2);
        Assert.Equal((MigrationPhase.Draining, (4, 2), "aws 2, gcp 2", Start.AddSeconds(30)), (model.Status!.Migration!.Phase, Running(model), Shares(model, 4, 2), MigrationMachine.Wake(model, policy)));
        // The target fails its first requests: they go back to the source, which is still there.
        _now += TimeSpan.FromSeconds(20);
        See(model, policy, 4, 1);
        Assert.Equal((MigrationPhase.Starting, (4, 2), "aws 4"), (model.Status.Migration.Phase, Running(model), Shares(model, 4, 1)));
        See(model, policy, 4, 2);
        _now += TimeSpan.FromSeconds(29);
        See(model, policy, 4, 2);
        Assert.Equal((4, 2), Running(model));
        _now += TimeSpan.FromSeconds(1);
        See(model, policy, 4, 2);
        Assert.Equal((MigrationPhase.Starting, (2, 4), "aws 2, gcp 2"), (model.Status.Migration.Phase, Running(model), Shares(model, 2, 2)));
        See(model, policy, 2, 4);
        Assert.Equal((MigrationPhase.Draining, "gcp 4"), (model.Status.Migration.Phase, Shares(model, 2, 4)));
        _now += TimeSpan.FromSeconds(30);
        See(model, policy, 2, 4);
        Assert.Equal((null, "gcp 4"), (model.Status.Migration, Shares(model, 0, 4)));
    }

    [Fact]
    public void A_source_that_serves_nobody_is_not_drained()
    {
        var (model, policy) = Move(new MigrationPolicy(), drain: "1h");
        See(model, policy, 0, 4);
        Assert.Equal((null, 1), (model.Status!.Migration, model.Status.Placements!.Count));
        (model, policy) = Move(new MigrationPolicy(), drain: "1h");
        See(model, policy, 4, 4, c => c == "aws" ? MemberHealth.Unreachable : MemberHealth.Healthy);
        Assert.Null(model.Status!.Migration);
    }

    [Fact]
    public void Where_the_source_is_lost_requests_go_to_whatever_is_ready()
    {
        var (model, _) = Move(new MigrationPolicy(), drain: "1h");
        Assert.Equal("gcp 2", Shares(model, 0, 2));
        Assert.Equal("aws 1, gcp 2", Shares(model, 1, 2));
    }

    [Fact]
    public void As_many_may_be_missing_as_the_policy_allows()
    {
        var (model, policy) = Move(Steps((50, "0s")));
        policy.MaxUnavailable = 1;
        See(model, policy, 4, 0);
        Assert.Equal((4, 2), Running(model));
        See(model, policy, 4, 1);
        Assert.Equal((2, 4), Running(model));
        See(model, policy, 2, 2);
        Assert.Equal(2, model.Status!.Placements!.Count);
        See(model, policy, 2, 3);
        Assert.Equal((null, 1), (model.Status.Migration, model.Status.Placements.Count));
    }

    [Fact]
    public void What_was_there_before_goes_on_running()
    {
        var model = Make.Model("m", 4, 1).At(Make.Placement("aws", 3, 1), Make.Placement("gcp", 1, 1));
        Begin(model, Steps((50, "0s")), PlanReason.CostSavings, ("gcp", 4));
        Assert.Equal((3, 3), Running(model));
    }

    [Fact]
    public void Losses_are_not_made_good_step_by_step_and_fewer_replicas_are_no_move()
    {
        var model = Make.Model("m", 4, 1).At(Make.Placement("aws", 4, 1));
        Begin(model, Steps((25, "1h")), PlanReason.NodeLeaving, ("gcp", 4));
        Assert.Equal((MigrationStrategy.MakeBeforeBreak, (4, 4)), (model.Status!.Migration!.Strategy, Running(model)));
        model = Make.Model("m", 2, 1).At(Make.Placement("aws", 4, 1));
        Begin(model, Steps((25, "1h")), PlanReason.Placed, ("aws", 2));
        Assert.Null(model.Status!.Migration);
        var gang = Make.Gang("m", 4, 1).At(Make.Placement("aws", 4, 1));
        Begin(gang, Steps((25, "1h")), PlanReason.RuleChanged, ("gcp", 4));
        Assert.Equal((MigrationStrategy.BreakBeforeMake, MigrationPhase.Breaking), (gang.Status!.Migration!.Strategy, gang.Status.Migration.Phase));
    }

    private static MigrationPolicy Steps(params (int Percent, string Pause)[] steps) =>
        new() { Strategy = MigrationStrategy.Stepwise, Steps = [.. steps.Select(s => new MigrationStep { Percent = s.Percent, Pause = s.Pause })] };

    private static (LeptonModel, MigrationPolicy) Move(MigrationPolicy policy, int replicas = 4, string drain = "0s")
    {
        policy.Drain = drain;
        var model = Make.Model("m", replicas, 1).At(Make.Placement("aws", replicas, 1));
        Begin(model, policy, PlanReason.CostSavings, ("gcp", replicas));
        return (model, policy);
    }

    private static void Begin(LeptonModel model, MigrationPolicy policy, PlanReason reason, params (string Cluster, int Replicas)[] to)
    {
        var plan = new ModelPlan
        {
            Model = Make.Key(model),
            Reason = reason,
            Message = "",
            Changed = true,
            Migration = policy,
            Assignments = [.. to.Select(t => new Assignment(Make.FleetPool(t.Cluster), t.Replicas, 1, 1))],
        };
        var before = model.Status!.Placements!;
        model.Status.Placements = PlacementTransition.Next(model, plan, _ => MemberHealth.Healthy, Start);
        model.Status.Migration = MigrationStart.Of(model, plan, before, model.Status.Placements, Start);
    }

    /// <summary>Replicas that are to run at aws and at gcp.</summary>
    private static (int Source, int Target) Running(LeptonModel model)
    {
        int In(string cluster) => model.Status!.Placements!.Where(p => p.Cluster == cluster).Sum(p => MigrationSteps.Running(model, p));
        return (In("aws"), In("gcp"));
    }

    /// <summary>How requests are divided when so many are ready at aws and at gcp.</summary>
    private static string Shares(LeptonModel model, int source, int target)
    {
        foreach (var placement in model.Status!.Placements!)
            placement.ReadyReplicas = placement.Cluster == "aws" ? source : target;
        return string.Join(", ", RequestShares.Of(model, model.Status.Placements).Select(s => $"{s.Key} {s.Value}"));
    }

    private void See(LeptonModel model, MigrationPolicy policy, int source, int target, Func<string, MemberHealth?>? health = null, string? problem = null)
    {
        foreach (var placement in model.Status!.Placements!)
            placement.ReadyReplicas = placement.Cluster == "aws" ? source : target;
        if (MigrationMachine.Next(model, model.Status.Placements, policy, _ => false, health ?? (_ => MemberHealth.Healthy), _now, problem) is { } rest)
            model.Status.Placements = rest;
    }
}

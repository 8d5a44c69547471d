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
    public void A_silent_target_proves_nothing()
    {
        var (model, policy) = Move(new MigrationPolicy());
        See(model, policy, 4, 4, c => c == "gcp" ? MemberHealth.Unreachable : MemberHealth.Healthy);
        Assert.Equal(2, model.Status!.Placements!.Count);
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
        Begin(gang, new MigrationPolicy(), PlanReason.RuleChanged, ("gcp", 4));
        Assert.Null(gang.Status!.Migration);
    }

    private static MigrationPolicy Steps(params (int Percent, string Pause)[] steps) =>
        new() { Strategy = MigrationStrategy.Stepwise, Steps = [.. steps.Select(s => new MigrationStep { Percent = s.Percent, Pause = s.Pause })] };

    private static (LeptonModel, MigrationPolicy) Move(MigrationPolicy policy, int replicas = 4)
    {
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

    private void See(LeptonModel model, MigrationPolicy policy, int source, int target, Func<string, MemberHealth?>? health = null)
    {
        foreach (var placement in model.Status!.Placements!)
            placement.ReadyReplicas = placement.Cluster == "aws" ? source : target;
        if (MigrationMachine.Next(model, model.Status.Placements, policy, _ => false, health ?? (_ => MemberHealth.Healthy), _now) is { } rest)
            model.Status.Placements = rest;
    }
}

using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Emission;
using Lepton.Operator.Moves;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Planning;

/// <summary>A run of two workers with four GPUs each takes the only node of aws; what may stop it, and for whom.</summary>
public sealed class RunInterruptionTests
{
    [Fact]
    public void A_run_with_a_checkpoint_gives_way_to_a_higher_priority_and_both_say_so()
    {
        var fleet = Running(Checkpointed()).With(Prior(Make.Model("high"), 10));
        var plan = fleet.Plan();
        var (run, high) = (Fleet.Of(plan, "run"), Fleet.Of(plan, "high"));
        Assert.Equal((PlanReason.Preempted, "", true), (run.Reason, Fleet.Where(run), run.Changed));
        Assert.StartsWith("gives way to ns/high (priority 10): the gang of 2 has no place", run.Message, StringComparison.Ordinal);
        Assert.Equal((PlanReason.Placed, "1@aws"), (high.Reason, Fleet.Where(high)));
        Assert.EndsWith("in place of ns/run (priority 0)", high.Message, StringComparison.Ordinal);
        // It is seen to its end: its next start has to wait for that.
        var left = Assert.Single(PlacementTransition.Next(fleet["run"], run, _ => MemberHealth.Healthy, fleet.Now));
        Assert.Equal((PlacementState.Draining, "aws"), (left.State, left.Cluster));
    }

    [Theory]
    [InlineData(TrainingInterruption.Checkpointed, true, true)]
    [InlineData(TrainingInterruption.Checkpointed, false, false)]
    [InlineData(TrainingInterruption.Always, false, true)]
    [InlineData(TrainingInterruption.Never, true, false)]
    public void Whether_it_does_is_its_own_policys_to_say(TrainingInterruption mode, bool checkpointed, bool givesWay)
    {
        var fleet = Running(checkpointed ? Checkpointed() : Make.Gang("run", 2, 4, "runs"), s => s.TrainingInterruption = mode).With(Prior(Make.Model("high"), 10));
        Assert.Equal(givesWay ? PlanReason.Preempted : PlanReason.Unchanged, Fleet.Of(fleet.Plan(), "run").Reason);
        fleet.Models.Remove(fleet["high"]);
        fleet.Policies[0].Spec.Budget = new CostBudget { HourlyCost = 40 };
        var plan = Fleet.Of(fleet.Plan(), "run");
        Assert.Equal(givesWay ? PlanReason.OverBudget : PlanReason.Unchanged, plan.Reason);
        Assert.Equal(givesWay, plan.Spared is null);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Nor_is_it_moved_aside_for_an_equal_or_a_lower_priority(int priority)
    {
        var fleet = Running(Checkpointed()).Cloud("gcp", 90, Make.Node("g", 4), Make.Node("h", 4)).With(Prior(Make.Model("other"), priority));
        var plan = fleet.Plan();
        Assert.Equal((false, PlanReason.Unschedulable), (Fleet.Of(plan, "run").Changed, Fleet.Of(plan, "other").Reason));
    }

    [Fact]
    public void Where_it_can_go_elsewhere_it_moves_and_names_for_whom()
    {
        var fleet = Running(Checkpointed()).Cloud("gcp", 30, Make.Node("g", 4), Make.Node("h", 4)).With(Prior(Make.Model("high"), 10));
        var run = Fleet.Of(fleet.Plan(), "run");
        Assert.Equal((PlanReason.MadeRoom, "2@gcp"), (run.Reason, Fleet.Where(run)));
        Assert.EndsWith("moved so that ns/high (priority 10) fits", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_run_gives_way_to_one_GPU_of_a_higher_priority_but_of_two_the_smaller()
    {
        var small = Prior(Make.Model("high", 1, 1), 10);
        Assert.Equal(PlanReason.Preempted, Fleet.Of(Running(Checkpointed()).With(small).Plan(), "run").Reason);

        var two = Running(Checkpointed()).With(Checkpointed("less", 1, 4)).With(Prior(Make.Model("high", 1, 4), 10));
        two.Member("aws", "aws", Make.Node("a", 8, Pod(two["run"]), Pod(two["run"])), Make.Node("b", 4, Pod(two["less"])));
        two["less"].At(Make.Placement("aws", 1, 4, nodeGpus: 4));
        var plan = two.Plan();
        Assert.Equal((PlanReason.Unchanged, PlanReason.Preempted), (Fleet.Of(plan, "run").Reason, Fleet.Of(plan, "less").Reason));
    }

    [Fact]
    public void While_it_is_still_ending_what_got_its_place_waits_there()
    {
        var fleet = Running(Checkpointed()).With(Prior(Make.Model("high"), 10));
        var plan = fleet.Plan();
        foreach (var model in fleet.Models)
        {
            model.Status ??= new LeptonModelStatus();
            DecisionWriter.Apply(model, Fleet.Of(plan, model.Metadata.Name!), plan, _ => MemberHealth.Healthy, fleet.Now);
        }

        // Its pods write their last checkpoint, and that of high has no node yet.
        fleet.Waiting("aws", Make.Pod(Make.Key(fleet["high"]), 8, placement: Names.Placement("aws/H100/OnDemand/h8")));
        var next = fleet.Plan();
        Assert.All(next.Models.Values, m => Assert.False(m.Changed));
        Assert.Equal(("1@aws", PlanReason.Preempted), (Fleet.Where(next, "high"), Fleet.Of(next, "run").Reason));
    }

    [Fact]
    public void A_budget_cuts_runs_before_what_serves_and_says_which_and_why_not()
    {
        var fleet = Running(Checkpointed()).With(Make.Model("serves", 1, 8, "runs").At(Make.Placement("gcp"))).Cloud("gcp", 10, Make.Node("g"));
        fleet.Member("gcp", "gcp", Make.Node("g", 8, Make.Pod(Make.Key(fleet["serves"]), 8)));
        Assert.All(fleet.Decide().Models.Values, m => Assert.False(m.Changed));
        fleet.Policies[0].Spec.Budget = new CostBudget { HourlyCost = 100 };
        var cut = Fleet.Of(fleet.Plan(), "run");
        Assert.Equal((PlanReason.OverBudget, false), (cut.Reason, Fleet.Of(fleet.Plan(), "serves").Changed));
        Assert.StartsWith("PlacementPolicy runs spec.budget.hourlyCost is $100.00, and the models under it cost $160.00/h: the gang of 2 has no place", cut.Message, StringComparison.Ordinal);

        fleet["run"].Spec.Training!.Checkpoint = null;
        var spared = Fleet.Of(fleet.Plan(), "run");
        Assert.Equal((false, PlanReason.OverBudget), (spared.Changed, Fleet.Of(fleet.Plan(), "serves").Reason));
        Assert.Contains("the run is not stopped for it, because it has no training.checkpoint", spared.Spared, StringComparison.Ordinal);
    }

    [Fact]
    public void It_moves_for_money_when_that_pays_and_its_checkpoint_is_part_of_the_cost()
    {
        var fleet = Running(Checkpointed()).Cloud("gcp", 5, Make.Node("g"));
        var plan = Fleet.Of(fleet.Plan(), "run");
        Assert.Equal((PlanReason.CostSavings, "2@gcp"), (plan.Reason, Fleet.Where(plan)));
        // 300 s of $80/h until it has ended, and 300 s of $40/h until it has loaded.
        Assert.Equal(10, plan.Move!.DoubleRunning, 3);

        fleet.Policies[0].Spec.Rebalance.PaybackPeriod = "10m";
        Assert.Equal("2@aws", Fleet.Where(fleet.Plan(), "run"));
        fleet.Policies[0].Spec.Rebalance.PaybackPeriod = "24h";
        fleet.Policies[0].Spec.TrainingInterruption = TrainingInterruption.Never;
        Assert.False(Fleet.Of(fleet.Plan(), "run").Changed);
        fleet.Policies[0].Spec.TrainingInterruption = TrainingInterruption.Always;
        fleet["run"].Spec.Training!.Checkpoint = null;
        Assert.False(Fleet.Of(fleet.Plan(), "run").Changed);
    }

    private static Fleet Running(LeptonModel run, Action<PlacementPolicySpec>? change = null)
    {
        var fleet = new Fleet().With(Make.Policy("runs", change)).With(Make.Policy("default")).With(run.At(Make.Placement("aws", 2, 4)));
        return fleet.Cloud("aws", 10, Make.Node("a", 8, Pod(run), Pod(run)));
    }

    private static PodView Pod(LeptonModel run) => Make.Pod(Make.Key(run), 4);

    private static LeptonModel Checkpointed(string name = "run", int workers = 2, int gpus = 4)
    {
        var run = Make.Gang(name, workers, gpus, "runs");
        run.Spec.Training!.Checkpoint = new TrainingCheckpoint();
        return run;
    }

    private static LeptonModel Prior(LeptonModel model, int priority)
    {
        model.Spec.Priority = priority;
        return model;
    }
}

using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Moves;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.Moves;

/// <summary>m, whose data has to come along, moves from aws to gcp: nothing starts there before it has.</summary>
public sealed class DataStepTests
{
    private const string Gcp = "gcp/H100/OnDemand/h8";

    [Theory]
    [InlineData(MigrationStrategy.MakeBeforeBreak, MigrationPhase.Starting, 1, 1)]
    [InlineData(MigrationStrategy.Stepwise, MigrationPhase.Starting, 1, 1)]
    [InlineData(MigrationStrategy.BreakBeforeMake, MigrationPhase.Breaking, 0, 0)]
    public void The_target_starts_when_the_data_is_verified_there_and_the_source_serves_on(MigrationStrategy strategy, MigrationPhase then, int source, int target)
    {
        var (fleet, policy) = Moving(s => s.Migration = new MigrationPolicy { Strategy = strategy, Steps = strategy == MigrationStrategy.Stepwise ? [new() { Percent = 50 }] : null });
        var model = fleet["m"];
        Assert.Equal((MigrationPhase.Copying, (1, 0)), (model.Status!.Migration!.Phase, Running(model)));
        Assert.True(DataStep.ComesTo(model, "gcp"));
        Assert.False(DataStep.ComesTo(model, "aws"));

        See(fleet, policy, null);
        Assert.Equal("the data is brought along; gcp: has not begun", model.Status.Migration.Message);
        See(fleet, policy, new DataCopy { Cluster = "gcp", State = DataCopyState.Copying, Message = "gcp: attempt 1 of 4, since noon" });
        Assert.Equal((MigrationPhase.Copying, (1, 0), DataCopyState.Copying), (model.Status.Migration.Phase, Running(model), Assert.Single(model.Status.Migration.Data!).State));

        fleet.Now += TimeSpan.FromHours(5);
        See(fleet, policy, new DataCopy { Cluster = "gcp", State = DataCopyState.Verified });
        Assert.Equal((then, (source, target), fleet.Now), (model.Status.Migration.Phase, Running(model), model.Status.Migration.StepSince));
        Assert.False(DataStep.ComesTo(model, "gcp"));
    }

    [Fact]
    public void Without_a_way_to_bring_it_or_where_the_model_runs_already_there_is_no_such_step()
    {
        var (fleet, _) = Moving();
        var migration = fleet["m"].Status!.Migration!;
        migration.From = [new ProposedPlacement { Cluster = "gcp", Pool = "other" }];
        Assert.Empty(DataStep.Clusters(fleet["m"], migration));
        migration.From = null;
        fleet["m"].Spec.Dataset = null;
        Assert.Empty(DataStep.Clusters(fleet["m"], migration));
    }

    [Fact]
    public void Data_that_does_not_come_fails_the_move_at_once_and_the_target_is_avoided()
    {
        var (fleet, policy) = Moving();
        fleet.Now += TimeSpan.FromMinutes(1);
        See(fleet, policy, new DataCopy { Cluster = "gcp", State = DataCopyState.Failed, Message = "Job ns/m-data in cluster gcp failed (BackoffLimitExceeded): no" });
        var plan = Save(fleet);
        Assert.Equal(("1@aws", PlanReason.RolledBack), (Fleet.Where(plan), plan.Reason));
        Assert.EndsWith("where the data did not come: Job ns/m-data in cluster gcp failed (BackoffLimitExceeded): no", plan.Message, StringComparison.Ordinal);
        Assert.Equal((Gcp, null), (Assert.Single(fleet["m"].Status!.UnfitPools!).Pool, fleet["m"].Status!.Migration));
    }

    [Fact]
    public void Data_that_is_never_seen_to_end_fails_it_after_its_time()
    {
        var (fleet, policy) = Moving();
        // 6 h for the data, 30 m that any step has.
        fleet.Now += TimeSpan.FromHours(6.5) - TimeSpan.FromSeconds(1);
        See(fleet, policy, null);
        Assert.False(Fleet.Of(fleet.Plan(), "m").Changed);
        fleet.Now += TimeSpan.FromSeconds(1);
        var plan = Save(fleet);
        Assert.Equal(PlanReason.RolledBack, plan.Reason);
        Assert.EndsWith("where the data did not come: nothing was verified within 6h and 30m (dataset.sync.timeout, migration.timeout)", plan.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_data_is_required_a_model_without_any_is_refused()
    {
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).With(Make.Model("m")).With(Make.Policy("default", s => s.Migration.DataSync = DataSyncRule.Required));
        var plan = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal(PlanReason.InvalidSpec, plan.Reason);
        Assert.Contains("LeptonModel ns/m: spec.dataset: found nothing, expected how its data is brought along, because PlacementPolicy default says migration.dataSync: Required", plan.Message, StringComparison.Ordinal);
    }

    private static (Fleet Fleet, MigrationPolicy Policy) Moving(Action<PlacementPolicySpec>? policy = null)
    {
        var model = Make.Model("m").At(Make.Placement("aws"));
        model.Spec.Dataset = new ModelDataset { Provider = "aws", Region = "r-aws", Sync = new DatasetSync { Source = "s3:a", Destination = "gcs:b" } };
        var rules = Make.Policy("default", policy);
        var fleet = new Fleet().Cloud("aws", 10, Make.Node("a", 8, Make.Pod(new("ns", "m"), 8, placement: Lepton.Operator.Emission.Names.Placement("aws/H100/OnDemand/h8"))))
            .Cloud("gcp", 5, Make.Node("b")).With(model).With(rules);
        Assert.Equal("1@gcp", Fleet.Where(Save(fleet)));
        return (fleet, rules.Spec.Migration);
    }

    private static ModelPlan Save(Fleet fleet)
    {
        var plan = fleet.Plan();
        DecisionWriter.Apply(fleet["m"], Fleet.Of(plan, "m"), plan, _ => MemberHealth.Healthy, fleet.Now);
        return Fleet.Of(plan, "m");
    }

    private static void See(Fleet fleet, MigrationPolicy policy, DataCopy? copy)
    {
        var model = fleet["m"];
        foreach (var placement in model.Status!.Placements!)
            placement.ReadyReplicas = placement.Cluster == "aws" ? 1 : 0;
        if (MigrationMachine.Next(model, model.Status.Placements, policy, _ => false, _ => MemberHealth.Healthy, fleet.Now, data: _ => copy) is { } rest)
            model.Status.Placements = rest;
    }

    private static (int Source, int Target) Running(LeptonModel model)
    {
        int In(string cluster) => model.Status!.Placements!.Where(p => p.Cluster == cluster).Sum(p => MigrationSteps.Running(model, p));
        return (In("aws"), In("gcp"));
    }
}

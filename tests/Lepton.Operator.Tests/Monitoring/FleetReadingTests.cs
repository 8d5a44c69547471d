using Lepton.Api.Models;
using Lepton.Operator.Monitoring;
using Lepton.Operator.Tests.Support;

namespace Lepton.Operator.Tests.Monitoring;

/// <summary>How much of the fleet the metrics tell, and that it stays bounded.</summary>
public sealed class FleetReadingTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Up_to_the_limit_each_model_has_series_of_its_own()
    {
        var reading = Read(3, Model("a", "x"), Model("a", "y"), Model("b", "x"));
        Assert.Equal(2, reading.Detail);
        Assert.Equal(["a/x", "a/y", "b/x"], reading.Placements.Keys.Select(k => $"{k.Namespace}/{k.Model}").Order());
        Assert.Contains(OperatorMeter.Tag("model", "y"), reading.Placements.Keys.Single(k => k.Model == "y").Tags);
    }

    [Fact]
    public void With_more_models_figures_are_added_up_by_namespace()
    {
        var reading = Read(2, Model("a", "x"), Model("a", "y"), Model("b", "x"));
        Assert.Equal(1, reading.Detail);
        Assert.Equal([("a", "", 4, 32), ("b", "", 2, 16)], reading.Placements.Select(p => (p.Key.Namespace, p.Key.Model, p.Value.Replicas, p.Value.Gpus)).Order());
        Assert.DoesNotContain("model", reading.Placements.Keys.First().Tags.Select(t => t.Key));
    }

    [Fact]
    public void With_more_namespaces_than_that_too_over_all_of_them()
    {
        var reading = Read(2, Model("a", "x"), Model("b", "x"), Model("c", "x"));
        Assert.Equal(0, reading.Detail);
        var (labels, figures) = Assert.Single(reading.Placements);
        Assert.Equal(("", 6, 48.0), (labels.Namespace, figures.Replicas, figures.HourlyCost));
        Assert.DoesNotContain("namespace", labels.Tags.Select(t => t.Key));
    }

    [Fact]
    public void Ten_thousand_models_make_no_more_series_than_the_limit_allows_for()
    {
        var models = Enumerable.Range(0, 10_000).Select(i => Model($"ns{i % 40}", $"m{i}")).ToArray();
        Assert.Equal(40, Read(500, models).Placements.Count);
        Assert.Single(Read(0, models).Placements);
    }

    [Fact]
    public void What_is_leaving_runs_on_but_is_not_counted_as_decided_cost()
    {
        var model = Make.Model("m").At(Make.Placement("aws", 2), Make.Placement("gcp", 0, state: PlacementState.Draining, ready: 3));
        model.Status!.Placements![1].DrainingReplicas = 3;
        var reading = Read(1, model);
        Assert.Equal([("aws", 2, 2, 16, 16.0), ("gcp", 3, 3, 24, 0.0)], reading.Placements.Select(p => (p.Key.Cluster, p.Value.Replicas, p.Value.Ready, p.Value.Gpus, p.Value.HourlyCost)).Order());
    }

    [Fact]
    public void Of_a_training_run_that_is_over_nothing_runs()
    {
        var run = Make.Gang("run", 4).At(Make.Placement("aws", 4));
        Assert.Equal(32, Read(1, run).Placements.Values.Single().Gpus);
        run.Status!.Conditions = [new() { Type = "Ready", Status = "True", Reason = "Completed", ObservedGeneration = run.Metadata.Generation }];
        Assert.Equal((0, 0, 0, 0.0), Read(1, run).Placements.Values.Select(p => (p.Replicas, p.Ready, p.Gpus, p.HourlyCost)).Single());
    }

    [Fact]
    public void Conditions_phases_and_reasons_to_wait_are_there_at_zero_without_any_model()
    {
        var reading = Read(1);
        Assert.Equal(24, reading.Conditions.Count);
        Assert.Equal(Enum.GetValues<MigrationPhase>(), reading.Moving.Keys);
        Assert.Equal(Enum.GetValues<MoveHold>(), reading.Waiting.Keys);
        Assert.All(reading.Conditions.Values.Concat(reading.Moving.Values).Concat(reading.Waiting.Values), c => Assert.Equal(0, c));
    }

    [Fact]
    public void Conditions_moves_and_accounts_are_counted()
    {
        var (ready, moving, waiting) = (Model("a", "x"), Model("a", "y"), Model("a", "z"));
        ready.Status!.Conditions = [new() { Type = "Ready", Status = "True" }, new() { Type = "SomebodyElses", Status = "True" }];
        moving.Status!.Migration = new ModelMigration { Phase = MigrationPhase.Draining };
        moving.Status.LastMove = new MoveAccount { Cost = 10, Earned = 4, EarningPerHour = 2, AsOf = Now - TimeSpan.FromHours(1) };
        waiting.Status!.Proposal = new MoveProposal { Reason = MoveHold.Cooldown };
        var reading = Read(9, ready, moving, waiting);
        Assert.Equal((1, 1, 1), (reading.Conditions[("Ready", "True")], reading.Moving[MigrationPhase.Draining], reading.Waiting[MoveHold.Cooldown]));
        Assert.Equal((10, 6, 2), reading.Moves);
    }

    private static LeptonModel Model(string @namespace, string name)
    {
        var model = Make.Model(name).At(Make.Placement("aws", 2));
        model.Metadata.Namespace = @namespace;
        return model;
    }

    private static FleetReading Read(int modelSeries, params LeptonModel[] models) => FleetReading.Of(models, modelSeries, Now);
}

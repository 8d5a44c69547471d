using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Operator.Planning;
using Lepton.Operator.Status;
using Lepton.Operator.Tests.Loop;

namespace Lepton.Operator.Tests.Status;

public sealed class AuditLogTests
{
    private readonly StringWriter _output = new();

    [Fact]
    public void A_decision_is_a_line_with_what_led_to_it_and_what_it_costs()
    {
        var plan = Plan(PlanReason.CostSavings) with { Approved = "abc" };
        Events().Decided(At("aws"), At("gcp"), plan);
        var line = Assert.Single(Lines());
        Assert.StartsWith("{\"audit\":\"lepton.ai/v1\",\"time\":\"", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(("Decided", "ns/m", "CostSavings", "approval of proposal abc (annotation lepton.ai/approve-move)"), ((string)line["event"]!, (string)line["model"]!, (string)line["reason"]!, (string)line["trigger"]!));
        Assert.Equal(("aws", "gcp", 1), ((string)line["before"]![0]!["cluster"]!, (string)line["after"]![0]!["cluster"]!, (int)line["after"]![0]!["replicas"]!));
        Assert.Equal(12.5, (double)line["move"]!["cost"]!);
        Assert.Equal("aws/H100/OnDemand/h8", (string)line["considered"]![0]!["pool"]!);
    }

    [Fact]
    public void What_changes_nothing_is_no_line()
    {
        Events().Decided(At("aws"), At("aws"), Plan(PlanReason.Unchanged) with { Changed = false });
        Events().Observed(At("aws"), At("aws"));
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public void Each_step_of_a_move_and_its_end_is_a_line()
    {
        var (events, before) = (Events(), Moving(MigrationPhase.Starting));
        events.Observed(before, Moving(MigrationPhase.Starting));
        events.Observed(before, Moving(MigrationPhase.Draining));
        events.Observed(before, At("gcp"));
        Assert.Equal(["MoveStep Draining", "MoveCompleted "], Lines().Select(l => $"{l["event"]} {l["phase"]}"));
    }

    [Fact]
    public void A_decision_that_came_in_between_is_not_taken_for_the_end_of_the_move()
    {
        var after = At("aws");
        after.Status!.Decision!.Time += TimeSpan.FromSeconds(1);
        Events().Observed(Moving(MigrationPhase.Starting), after);
        Assert.Equal("", _output.ToString());
    }

    [Theory]
    [InlineData(PlanReason.ClusterLost, "the state of the clusters")]
    [InlineData(PlanReason.RolledBack, "a move that failed")]
    [InlineData(PlanReason.CostSavings, "prices and free capacity")]
    [InlineData(PlanReason.Placed, "generation 1 of the model")]
    public void Each_reason_has_something_that_led_to_it(PlanReason reason, string trigger) => Assert.Equal(trigger, AuditLog.Trigger(At("aws"), At("gcp"), Plan(reason)));

    [Fact]
    public void Moves_are_counted_by_reason_and_outcome()
    {
        var counts = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "lepton_moves_total")
                l.EnableMeasurementEvents(instrument);
        };
        // Other tests count too: a reason that is only this one's.
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var (reason, outcome) = ((string)tags[0].Value!, (string)tags[1].Value!);
            if (reason != "Counted")
                return;
            lock (counts)
                counts[outcome] = counts.GetValueOrDefault(outcome) + value;
        });
        listener.Start();
        var (events, moving) = (Events(), Moving(MigrationPhase.Starting, "Counted"));
        events.Decided(At("aws"), moving, Plan(PlanReason.CostSavings));
        events.Observed(moving, At("gcp"));
        events.Decided(moving, At("aws"), Plan(PlanReason.RolledBack));
        events.Decided(moving, moving, Plan(PlanReason.ClusterLost));
        Assert.Equal([("Completed", 1L), ("Replaced", 1L), ("RolledBack", 1L), ("Started", 2L)], counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => (c.Key, c.Value)));
    }

    private ModelEvents Events() => new(new EventLog(), new AuditLog(_output, TimeProvider.System), TimeProvider.System);

    private List<JsonObject> Lines() => [.. _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => (JsonObject)JsonNode.Parse(l)!)];

    private static ModelPlan Plan(PlanReason reason) => new() { Model = new("ns", "m"), Reason = reason, Message = "because", Changed = true };

    private static LeptonModel At(string cluster)
    {
        var model = Make.Model("m").At(Make.Placement(cluster));
        model.Status!.Decision = new PlacementDecision { Time = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), Move = new MoveFigures { Cost = 12.5 }, Candidates = [new PlacementCandidate { Cluster = "aws", Pool = "aws/H100/OnDemand/h8" }] };
        return model;
    }

    private static LeptonModel Moving(MigrationPhase phase, string reason = "CostSavings")
    {
        var model = At("aws");
        model.Status!.Migration = new ModelMigration { Reason = reason, Phase = phase, Percent = 100 };
        return model;
    }
}

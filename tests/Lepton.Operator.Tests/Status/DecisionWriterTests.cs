using Lepton.Api.Models;
using Lepton.Operator.Planning;
using Lepton.Operator.State;
using Lepton.Operator.Status;
using Lepton.Testing.Fakes;
using Lepton.Testing.Time;

namespace Lepton.Operator.Tests.Status;

public sealed class DecisionWriterTests
{
    private readonly FakeKubernetesClient _hub = new();
    private readonly ModelStore _store = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Fleet _fleet = new Fleet().Cloud("aws", 10, Make.Node("a")).Cloud("gcp", 12, Make.Node("b"));

    [Fact]
    public async Task A_decision_is_saved_whole()
    {
        var status = (await DecideAsync(Make.Model("m"))).Status!;
        var placement = Assert.Single(status.Placements!);
        Assert.Equal(("aws", 80.0, PlacementState.Pending), (placement.Cluster, placement.HourlyCost, placement.State));
        Assert.Equal((80.0, 80.0), (status.Cost!.Hourly, status.Cost.CheapestPossibleHourly));
        Assert.Equal(("Placed", _time.GetUtcNow()), (status.Decision!.Reason, status.Decision.Time));
        Assert.Equal(["aws Chosen", "gcp Feasible"], status.Decision.Candidates!.Select(c => $"{c.Cluster} {c.Verdict}"));
        Assert.Equal(("True", "Placed"), Scheduled(status));
    }

    [Fact]
    public async Task Deciding_the_same_again_writes_nothing()
    {
        await DecideAsync(Make.Model("m"));
        var writes = Writes;
        _time.Advance(TimeSpan.FromHours(1));
        await DecideAsync(_store.All[0]);
        Assert.Equal(writes, Writes);
        Assert.Equal("placed: aws=1", _store.All[0].Status!.Conditions!.Single(c => c.Type == "Scheduled").Message);
        Assert.Equal("Placed", _store.All[0].Status!.Decision!.Reason);
    }

    [Fact]
    public async Task An_attempt_that_ended_as_the_one_before_is_not_news()
    {
        var status = (await DecideAsync(Make.Model("m", 1, 16))).Status!;
        Assert.Equal(("False", "Unschedulable"), Scheduled(status));
        var writes = Writes;
        _time.Advance(TimeSpan.FromHours(1));
        await DecideAsync(_store.All[0]);
        Assert.Equal(writes, Writes);
    }

    [Fact]
    public async Task A_new_price_is_written_without_a_new_decision()
    {
        var before = (await DecideAsync(Make.Model("m"))).Status!.Decision!;
        _time.Advance(TimeSpan.FromHours(1));
        _fleet.Price("aws", 11);
        var status = (await DecideAsync(_store.All[0])).Status!;
        Assert.Equal((88.0, 88.0), (status.Cost!.Hourly, Assert.Single(status.Placements!).HourlyCost));
        Assert.Equal((before.Reason, before.Time), (status.Decision!.Reason, status.Decision.Time));
    }

    [Fact]
    public async Task What_was_wrong_is_not_the_reason_any_more_when_it_is_mended()
    {
        await DecideAsync(Make.Model("m", policy: null));
        var model = _store.All[0];
        model.Spec.PolicyName = "missing";
        Assert.Equal("PolicyNotFound", (await DecideAsync(model)).Status!.Decision!.Reason);
        model = _store.All[0];
        model.Spec.PolicyName = null;
        var status = (await DecideAsync(model)).Status!;
        Assert.Equal("Unchanged", status.Decision!.Reason);
        Assert.Equal(("True", "Placed"), Scheduled(status));
        Assert.Single(status.Placements!);
    }

    [Fact]
    public async Task A_conflict_is_decided_again_on_what_the_server_has()
    {
        var stale = await _hub.Resource<LeptonModel>().CreateAsync(Make.Model("m"));
        await _hub.Resource<LeptonModel>().PatchAsync("m", "ns", Lepton.Kubernetes.Http.Patch.Merge(new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["labels"] = new System.Text.Json.Nodes.JsonObject { ["late"] = "x" } } }));
        var saved = await DecideAsync(stale);
        Assert.Equal("x", saved.Metadata.Labels!["late"]);
        Assert.Single(saved.Status!.Placements!);
    }

    [Fact]
    public async Task A_sentence_that_is_too_long_for_the_schema_is_cut_and_written_once()
    {
        var model = await _hub.Resource<LeptonModel>().CreateAsync(Make.Model("m", 1, 16));
        _store.Observe(model);
        _fleet.With(model);
        var plan = _fleet.Plan();
        var wordy = Fleet.Of(plan, "m") with { Message = new string('x', 5000) };
        var writer = new DecisionWriter(new ModelStatusWriter(_hub, _store), _time);
        var saved = (await writer.SaveAsync(wordy, plan, _ => MemberHealth.Healthy, default))!.Status!.Decision!.Message!;
        Assert.Equal((4096, '…'), (saved.Length, saved[^1]));
        var writes = Writes;
        _time.Advance(TimeSpan.FromHours(1));
        await writer.SaveAsync(wordy, plan, _ => MemberHealth.Healthy, default);
        Assert.Equal(writes, Writes);
    }

    [Fact]
    public async Task Figures_of_the_whole_fleet_are_not_those_of_a_model_that_was_placed_alone()
    {
        var alone = (await DecideAsync(Make.Model("m"))).Status!.Decision!;
        // The only model is the whole fleet.
        Assert.Equal((80.0, 80.0), (Math.Round(alone.Objective!.Value, 3), Math.Round(alone.LowerBound!.Value, 3)));

        var first = Make.Model("first");
        _fleet.Models.Clear();
        _fleet.With(first);
        _fleet.Settle();
        var model = await _hub.Resource<LeptonModel>().CreateAsync(Make.Model("late"));
        _store.Observe(model);
        _fleet.With(model);
        var plan = _fleet.Plan();
        Assert.False(plan.IsWhole);
        var late = (await new DecisionWriter(new ModelStatusWriter(_hub, _store), _time).SaveAsync(Fleet.Of(plan, "late"), plan, _ => MemberHealth.Healthy, default))!.Status!.Decision!;
        Assert.Equal("Placed", late.Reason);
        Assert.Null(late.Objective);
        Assert.Null(late.LowerBound);
    }

    private int Writes => _hub.Fake<LeptonModel>().Requests.Count(r => r.Verb is not ("get" or "list" or "create"));

    private static (string, string) Scheduled(LeptonModelStatus status)
    {
        var condition = status.Conditions!.Single(c => c.Type == "Scheduled");
        return (condition.Status, condition.Reason);
    }

    private async Task<LeptonModel> DecideAsync(LeptonModel model)
    {
        if (model.Metadata.ResourceVersion is null)
            model = await _hub.Resource<LeptonModel>().CreateAsync(model);
        _store.Observe(model);
        _fleet.Models.Clear();
        _fleet.With(model);
        var plan = _fleet.Plan();
        return (await new DecisionWriter(new ModelStatusWriter(_hub, _store), _time).SaveAsync(Fleet.Of(plan, "m"), plan, _ => MemberHealth.Healthy, default))!;
    }
}

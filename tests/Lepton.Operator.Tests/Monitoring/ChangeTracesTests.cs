using System.Collections.Concurrent;
using System.Diagnostics;
using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.Operator.Members;
using Lepton.Operator.Monitoring;
using Lepton.Operator.State;
using Lepton.Operator.Tests.Loop;
using Lepton.Operator.Tests.Support;

namespace Lepton.Operator.Tests.Monitoring;

/// <summary>The traces of a whole operator on a fleet in memory. Other tests run beside: only what names this one's models is looked at.</summary>
public sealed class ChangeTracesTests : IAsyncLifetime
{
    private readonly World _world = new();
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public ChangeTracesTests()
    {
        _listener = new ActivityListener { ShouldListenTo = s => s.Name == OperatorTraces.Name, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = _ended.Enqueue };
        ActivitySource.AddActivityListener(_listener);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _world.DisposeAsync();
        _listener.Dispose();
    }

    [Fact]
    public async Task A_new_model_is_one_trace_that_ends_with_the_last_apply()
    {
        // 16 GPUs each: two clouds are needed.
        _world.Cloud("aws", 2, nodes: 1).Cloud("gcp", 4, nodes: 1).With(Make.Model("traced-new", replicas: 2));
        _world.Start();
        await EndedAsync("traced-new", "change LeptonModel");
        var root = Assert.Single(Roots("traced-new"));
        Assert.Equal("applied", root.GetTagItem("lepton.outcome"));
        Assert.Equal(["plan", "save decision"], Children(root).Where(a => a.OperationName != "apply").Select(a => a.OperationName));
        var applies = Children(root).Where(a => a.OperationName == "apply").ToList();
        Assert.Equal(["aws", "gcp"], applies.Select(a => (string)a.GetTagItem("k8s.cluster.name")!).Distinct().Order());
        Assert.All(applies, a => Assert.True(a.StartTimeUtc + a.Duration <= root.StartTimeUtc + root.Duration, "an apply ended later than the trace"));
        Assert.Equal("Applied", applies[^1].GetTagItem("lepton.result"));
    }

    [Fact]
    public async Task A_change_of_the_spec_is_a_trace_although_nothing_is_decided()
    {
        _world.Cloud("aws", 2).With(Make.Model("traced-image"));
        _world.Start();
        await EndedAsync("traced-image", "change LeptonModel");
        await _world.QuietAsync();
        _world.Edit("traced-image", m => m.Spec.Image = "vllm/vllm-openai:v2");
        await _world.UntilAsync(() => Roots("traced-image").Count == 2);
        var root = Roots("traced-image")[^1];
        Assert.Equal(("applied", 2L), (root.GetTagItem("lepton.outcome"), root.GetTagItem("lepton.generation")));
        Assert.Contains("apply", Children(root).Select(a => a.OperationName));
    }

    [Fact]
    public void A_change_that_comes_before_the_last_has_arrived_replaces_it_and_a_removal_ends_it()
    {
        var models = new ModelStore();
        var traces = new ChangeTraces(models, new ApplyOutcomes(), _world.Time);
        models.Changed += traces.Seen;
        for (var generation = 1; generation <= 2; generation++)
        {
            var model = Make.Model("traced-twice");
            model.Metadata.Generation = generation;
            models.Observe(model);
            models.Observe(model);
        }

        models.Remove(new ModelKey("ns", "traced-twice"));
        Assert.Equal([("replaced by another change", 1L), ("gone", 2L)], Roots("traced-twice").Select(r => ((string)r.GetTagItem("lepton.outcome")!, (long)r.GetTagItem("lepton.generation")!)));
    }

    [Fact]
    public void What_has_arrived_does_not_begin_again_before_the_status_tells_of_it()
    {
        var models = new ModelStore();
        var traces = new ChangeTraces(models, new ApplyOutcomes(), _world.Time);
        models.Changed += traces.Seen;
        var model = Make.Model("traced-early").At();
        models.Observe(model);
        traces.Looked(new FleetSnapshot { Time = _world.Time.GetUtcNow(), Models = [model], Providers = [], Policies = [], Members = new Dictionary<string, MemberView>() });
        Assert.Single(Roots("traced-early"));
        models.Observe(model);
        models.Remove(new ModelKey("ns", "traced-early"));
        Assert.Single(Roots("traced-early"));
    }

    [Fact]
    public void Around_a_trace_nothing_else_becomes_part_of_it()
    {
        var models = new ModelStore();
        var traces = new ChangeTraces(models, new ApplyOutcomes(), _world.Time);
        models.Changed += traces.Seen;
        using var around = new Activity("around").Start();
        models.Observe(Make.Model("traced-alone"));
        Assert.Same(around, Activity.Current);
        models.Remove(new ModelKey("ns", "traced-alone"));
        Assert.Same(around, Activity.Current);
        Assert.NotEqual(around.TraceId, Assert.Single(Roots("traced-alone")).TraceId);
    }

    [Fact]
    public async Task A_restart_traces_nothing_that_has_arrived_already()
    {
        _world.Cloud("aws", 2).With(Make.Model("traced-restart"));
        _world.Start();
        await EndedAsync("traced-restart", "change LeptonModel");
        await _world.QuietAsync();
        await _world.StopAsync();
        _world.Start();
        await _world.QuietAsync();
        Assert.Single(Roots("traced-restart"));
    }

    [Fact]
    public async Task What_a_price_leads_to_is_a_trace_and_so_is_a_deletion()
    {
        _world.Cloud("aws", 2).Cloud("gcp", 4).With(Make.Policy("default", p => p.Rebalance.Cooldown = "1s")).With(Make.Model("traced-moved"));
        _world.Start();
        await EndedAsync("traced-moved", "change LeptonModel");
        await _world.QuietAsync();
        _world.Edit(_world.Provider("gcp"), p => p.Spec.Pricing!.GpuHour![0].DollarsPerGpuHour = 0.1);
        await EndedAsync("traced-moved", "decide LeptonModel");
        var moved = Roots("traced-moved").Single(r => r.OperationName == "decide LeptonModel");
        Assert.Equal("applied", moved.GetTagItem("lepton.outcome"));
        // The move begins and ends within it: what ran in aws is taken away by one of its applies.
        Assert.Superset(new HashSet<string> { "aws", "gcp" }, Children(moved).Where(a => a.OperationName == "apply").Select(a => (string)a.GetTagItem("k8s.cluster.name")!).ToHashSet());
        Assert.Empty(_world.In<Kubernetes.Models.V1Deployment>("aws"));

        _world.Edit("traced-moved", m => m.Metadata.DeletionTimestamp = _world.Time.GetUtcNow());
        await _world.UntilAsync(() => Roots("traced-moved").Any(r => r.OperationName == "delete LeptonModel"));
        Assert.Equal("gone", Roots("traced-moved")[^1].GetTagItem("lepton.outcome"));
    }

    private Task EndedAsync(string model, string name) => _world.UntilAsync(() => Roots(model).Any(r => r.OperationName == name));

    private List<Activity> Roots(string model) => [.. _ended.Where(a => a.ParentSpanId == default && (string?)a.GetTagItem("lepton.model") == model)];

    private List<Activity> Children(Activity root) => [.. _ended.Where(a => a.ParentSpanId == root.SpanId).OrderBy(a => a.StartTimeUtc)];
}

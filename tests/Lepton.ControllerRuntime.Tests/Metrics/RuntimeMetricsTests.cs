using Lepton.ControllerRuntime.Events;
using Lepton.ControllerRuntime.Informers;
using Lepton.ControllerRuntime.LeaderElection;
using Lepton.ControllerRuntime.Metrics.Prometheus;
using Lepton.ControllerRuntime.Queues;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.ControllerRuntime.Tests.Reconciling;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Metrics;

/// <summary>The names dashboards know, with their labels, from the start.</summary>
public sealed class RuntimeMetricsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly PrometheusExporter _exporter = new();

    public void Dispose() => _exporter.Dispose();

    [Fact]
    [Trait("Rule", "Reconcile/metrics-at-zero-from-the-start")]
    [Trait("Rule", "Reconcile/metric-names")]
    public void A_controller_is_there_at_zero_from_the_start()
    {
        using var controller = new Controller<string>(new ScriptedReconciler(_ => ReconcileResult.Success), new() { Name = "zero", MaxConcurrentReconciles = 4 });
        foreach (var result in new[] { "success", "requeue", "requeue_after", "error" })
            Has($"controller_runtime_reconcile_total{{controller=\"zero\",result=\"{result}\"}} 0");
        Has("controller_runtime_reconcile_errors_total{controller=\"zero\"} 0");
        Has("controller_runtime_terminal_reconcile_errors_total{controller=\"zero\"} 0");
        Has("controller_runtime_reconcile_time_seconds_count{controller=\"zero\"} 0");
        Has("controller_runtime_reconcile_time_seconds_bucket{controller=\"zero\",le=\"60\"} 0");
        Has("controller_runtime_max_concurrent_reconciles{controller=\"zero\"} 4");
        Has("controller_runtime_active_workers{controller=\"zero\"} 0");
        foreach (var name in new[] { "depth", "adds_total", "retries_total", "unfinished_work_seconds", "longest_running_processor_seconds", "queue_duration_seconds_count", "work_duration_seconds_count" })
            Has($"workqueue_{name}{{controller=\"zero\",name=\"zero\"}} 0");
    }

    [Fact]
    public async Task Reconciles_are_counted_by_their_result()
    {
        var results = new Queue<Func<ReconcileResult>>([
            () => ReconcileResult.Success,
            () => ReconcileResult.Again,
            () => throw new InvalidOperationException("x"),
            () => throw FakeErrors.Conflict("x"),
            () => ReconcileResult.After(TimeSpan.FromMilliseconds(1)),
            () => throw new TerminalException("x"),
        ]);
        using var controller = new Controller<string>(new ScriptedReconciler(_ => results.Dequeue()()), new() { Name = "counted", Time = _time });
        using var stop = new CancellationTokenSource();
        var running = controller.RunAsync(stop.Token);
        controller.Queue.Add("a");
        await Eventually.TrueAsync(() => results.Count == 5);
        controller.Queue.Add("a");
        await _time.AdvanceUntilAsync(() => results.Count == 0);
        await stop.CancelAsync();
        await Eventually.EndAsync(running);

        Has("controller_runtime_reconcile_total{controller=\"counted\",result=\"success\"} 1");
        Has("controller_runtime_reconcile_total{controller=\"counted\",result=\"requeue\"} 2");
        Has("controller_runtime_reconcile_total{controller=\"counted\",result=\"requeue_after\"} 1");
        Has("controller_runtime_reconcile_total{controller=\"counted\",result=\"error\"} 2");
        Has("controller_runtime_reconcile_errors_total{controller=\"counted\"} 2");
        Has("controller_runtime_terminal_reconcile_errors_total{controller=\"counted\"} 1");
        Has("controller_runtime_reconcile_time_seconds_count{controller=\"counted\"} 6");
        Has("workqueue_retries_total{controller=\"counted\",name=\"counted\"} 3");
    }

    [Fact]
    public async Task A_queue_shows_its_depth_and_the_work_under_way()
    {
        var queue = new WorkQueue<string>("shown", _time);
        queue.Add("a");
        queue.Add("b");
        queue.Add("c");
        _time.Advance(TimeSpan.FromSeconds(2));
        await queue.GetAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        await queue.GetAsync();
        _time.Advance(TimeSpan.FromSeconds(4));
        Has("workqueue_depth{controller=\"shown\",name=\"shown\"} 1");
        Has("workqueue_adds_total{controller=\"shown\",name=\"shown\"} 3");
        Has("workqueue_unfinished_work_seconds{controller=\"shown\",name=\"shown\"} 11");
        Has("workqueue_longest_running_processor_seconds{controller=\"shown\",name=\"shown\"} 7");
        Has("workqueue_queue_duration_seconds_sum{controller=\"shown\",name=\"shown\"} 7");

        queue.Done("a");
        Has("workqueue_work_duration_seconds_sum{controller=\"shown\",name=\"shown\"} 7");
        Has("workqueue_unfinished_work_seconds{controller=\"shown\",name=\"shown\"} 4");
        queue.Dispose();
        Assert.DoesNotContain("workqueue_depth{controller=\"shown\"", _exporter.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_informer_shows_its_objects_and_its_connection()
    {
        var server = new FakeResource<V1ConfigMap>();
        server.Put(new() { Metadata = { Namespace = "ns", Name = "m" } });
        var informer = new SharedInformer<V1ConfigMap>(server, name: "shown/configmaps", time: _time);
        Has("informer_connected{name=\"shown/configmaps\"} 0");
        informer.Start();
        await Eventually.TrueAsync(() => informer.Health.IsConnected);
        Has("informer_connected{name=\"shown/configmaps\"} 1");
        Has("informer_objects{name=\"shown/configmaps\"} 1");
        Has("reflector_lists_total{name=\"shown/configmaps\"} 1");
        Has("reflector_watches_total{name=\"shown/configmaps\"} 1");

        server.Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        server.BreakWatches(FakeErrors.Reset());
        await Eventually.TrueAsync(() => informer.Health.ConsecutiveFailures == 1);
        Has("reflector_failures_total{name=\"shown/configmaps\"} 1");
        await informer.DisposeAsync();
        Assert.DoesNotContain("shown/configmaps", _exporter.Render(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_leader_is_shown()
    {
        using var elector = new LeaderElector(new FakeResource<V1Lease>(), new() { Namespace = "ns", Name = "shown", Identity = "me" }, _time);
        Has("leader_election_master_status{name=\"shown\"} 0");
        using var stop = new CancellationTokenSource();
        var running = elector.RunAsync(token => Task.Delay(Timeout.Infinite, token), stop.Token);
        await Eventually.TrueAsync(() => elector.IsLeader);
        Has("leader_election_master_status{name=\"shown\"} 1");
        await stop.CancelAsync();
        await Eventually.EndAsync(running);
        Has("leader_election_master_status{name=\"shown\"} 0");
    }

    [Fact]
    public void Dropped_events_are_counted()
    {
        using var recorder = new EventRecorder(new FakeResource<Eventsv1Event>(), new() { ReportingController = "shown", ReportingInstance = "i", QueueSize = 1 }, _time);
        for (var i = 0; i < 3; i++)
            recorder.Event(new V1Node { Metadata = { Name = "n" } }, EventType.Normal, "R", "A", "note");

        Has("events_dropped_total{controller=\"shown\"} 2");
        Has("events_waiting{controller=\"shown\"} 1");
    }

    [Fact]
    [Trait("Rule", "Reconcile/metric-names")]
    [Trait("Rule", "Reconcile/metrics-at-zero-from-the-start")]
    public void The_process_is_there_and_the_names_of_the_client()
    {
        var text = _exporter.Render();
        Assert.Matches(@"\nprocess_resident_memory_bytes [1-9]\d+\n", text);
        Assert.Matches(@"\nprocess_cpu_seconds_total [\d.e-]+\n", text);
        Assert.Matches(@"\nprocess_start_time_seconds 1[\d.e+]+\n", text);
        Assert.Contains("# TYPE rest_client_requests_total counter\n", text, StringComparison.Ordinal);

        using var client = new KubernetesClient(new() { Host = "https://not-asked-yet.example:6443" });
        Has("rest_client_requests_total{code=\"200\",host=\"not-asked-yet.example:6443\",method=\"GET\"} 0");
        Has("rest_client_requests_total{code=\"<error>\",host=\"not-asked-yet.example:6443\",method=\"GET\"} 0");
    }

    private void Has(string line) => Assert.Contains(line + "\n", _exporter.Render(), StringComparison.Ordinal);
}

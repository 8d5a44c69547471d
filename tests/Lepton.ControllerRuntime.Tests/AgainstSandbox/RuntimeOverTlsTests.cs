using Lepton.ControllerRuntime.Events;
using Lepton.ControllerRuntime.Hosting;
using Lepton.ControllerRuntime.Informers;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.ControllerRuntime.Writes;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Tests.AgainstSandbox;

/// <summary>Everything together, as an operator uses it, against a server that checks what it is sent.</summary>
public sealed class RuntimeOverTlsTests : IAsyncLifetime
{
    private const string Finalizer = "test.lepton.ai/cleanup";
    private readonly SandboxFixture _sandbox = new();

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    [Trait("Rule", "Reconcile/leader-work-ends-before-the-release")]
    [Trait("Rule", "Complaints/leadership-is-regained-and-never-doubled")]
    public async Task Two_managers_never_work_at_the_same_time_and_the_second_takes_over()
    {
        var working = 0;
        var most = 0;
        using var a = Replica("a");
        await a.StartAsync(default);
        await Eventually.EndAsync(a.Started);
        using var b = Replica("b");
        await b.StartAsync(default);
        await Task.Delay(300);
        Assert.False(b.Started.IsCompleted);
        await Eventually.EndAsync(a.StopAsync(default));
        await Eventually.EndAsync(b.Started);
        var lease = await _sandbox.Client.Resource<V1Lease>().GetAsync("op", "default");
        Assert.Equal(("b", 1), (lease.Spec.HolderIdentity, lease.Spec.LeaseTransitions));

        await Eventually.EndAsync(b.StopAsync(default));
        Assert.Equal(1, most);
        Assert.Equal("", (await _sandbox.Client.Resource<V1Lease>().GetAsync("op", "default")).Spec.HolderIdentity ?? "");

        ControllerManager Replica(string identity)
        {
            var manager = new ControllerManager(elector: new(_sandbox.Client.Resource<V1Lease>(), new()
            {
                Namespace = "default",
                Name = "op",
                Identity = identity,
                LeaseDuration = TimeSpan.FromSeconds(30),
                RenewDeadline = TimeSpan.FromSeconds(20),
                RetryPeriod = TimeSpan.FromMilliseconds(50),
            }));
            manager.Add(RunPhase.LeaderWork, "work", new Runnable(async token =>
            {
                most = Math.Max(most, Interlocked.Increment(ref working));
                await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default);
                Interlocked.Decrement(ref working);
            }));
            return manager;
        }
    }

    [Fact]
    [Trait("Rule", "Writes/finalizer-before-side-effects")]
    [Trait("Rule", "Writes/removing-a-finalizer-that-is-gone-is-success")]
    public async Task A_finalizer_holds_the_object_until_the_cleanup_is_done()
    {
        var maps = _sandbox.Client.Resource<V1ConfigMap>();
        _sandbox.Put("held", "1");
        var map = await maps.AddFinalizerAsync(await maps.GetAsync("held", "default"), Finalizer);
        Assert.Equal([Finalizer], map.Metadata.Finalizers);
        await maps.DeleteAsync("held", "default");
        var deleting = await maps.GetAsync("held", "default");
        Assert.NotNull(deleting.Metadata.DeletionTimestamp);
        await maps.RemoveFinalizerAsync(deleting, Finalizer);

        Assert.Null(await maps.TryGetAsync("held", "default"));
        await maps.RemoveFinalizerAsync(deleting, Finalizer);
    }

    [Fact]
    [Trait("Rule", "Writes/status-apart")]
    [Trait("Rule", "Writes/equal-status-is-skipped")]
    public async Task A_status_is_written_once_and_an_equal_one_moves_no_version()
    {
        var nodes = _sandbox.Client.Resource<V1Node>();
        var node = await nodes.CreateAsync(new() { Metadata = { Name = "n1" } });
        var desired = node.Status?.DeepCopy() ?? new();
        desired.Capacity = new() { ["nvidia.com/gpu"] = Quantity.Parse("8") };
        var written = await nodes.WriteStatusAsync(node, desired);
        Assert.NotEqual(node.Metadata.ResourceVersion, written.Metadata.ResourceVersion);
        Assert.Equal(Quantity.Parse("8"), written.Status!.Capacity!["nvidia.com/gpu"]);

        await nodes.WriteStatusAsync(written, written.Status.DeepCopy());
        Assert.Equal(written.Metadata.ResourceVersion, (await nodes.GetAsync("n1")).Metadata.ResourceVersion);
    }

    [Fact]
    [Trait("Rule", "Events/events-v1-with-series")]
    public async Task Events_are_accepted_by_a_server_that_validates_them()
    {
        using var recorder = new EventRecorder(_sandbox.Client.Resource<Eventsv1Event>(), new() { ReportingController = "lepton.ai/test", ReportingInstance = "me" });
        using var stop = new CancellationTokenSource();
        var running = recorder.RunAsync(stop.Token);
        _sandbox.Put("m", "1");
        var map = await _sandbox.Client.Resource<V1ConfigMap>().GetAsync("m", "default");
        for (var i = 0; i < 5; i++)
            recorder.Event(map, EventType.Warning, "NoCapacity", "Scheduling", new string('€', 2000));
        V1ObjectReference? regarding = null;
        await Eventually.TrueAsync(() =>
        {
            var events = _sandbox.Client.Resource<Eventsv1Event>().ListAsync("default").GetAwaiter().GetResult().Items.FindAll(e => e.Reason == "NoCapacity");
            regarding = events.FirstOrDefault()?.Regarding;
            return events is [{ Series.Count: 2 }];
        });
        await stop.CancelAsync();
        await Eventually.EndAsync(running);

        Assert.Equal(("ConfigMap", "m", map.Metadata.Uid), (regarding!.Kind, regarding.Name, regarding.Uid));
        Assert.Equal(0, recorder.Dropped);
    }

    [Fact]
    [Trait("Rule", "Reconcile/gets-a-key-and-reads-fresh")]
    public async Task A_controller_brings_the_world_to_what_is_wanted_and_then_rests()
    {
        await using var factory = new SharedInformerFactory(_sandbox.Client);
        var informer = factory.For<V1ConfigMap>(new() { LabelSelector = "test=yes" });
        var reconciler = new Copier(informer.Lister, _sandbox.Client.Resource<V1ConfigMap>());
        using var controller = new Controller<NamespacedName>(reconciler, new() { Name = "copier", MaxConcurrentReconciles = 2 });
        controller.Watch(informer, Keys.Self);
        using var manager = new ControllerManager();
        manager.Add(RunPhase.Caches, "informers", factory);
        manager.Add(RunPhase.LeaderWork, "copier", controller);
        for (var i = 0; i < 10; i++)
            _sandbox.Put($"m{i}", $"{i}");
        await manager.StartAsync(default);
        await Eventually.TrueAsync(() => Copies() == 10);
        _sandbox.Put("m3", "changed");
        await Eventually.TrueAsync(() => (string?)_sandbox.Cluster.Api.Get(SandboxFixture.ConfigMaps, "default", "m3-copy")?["data"]?["v"] == "changed");
        await Eventually.TrueAsync(() => reconciler.Writes == 11);
        // A change that asks for nothing new is answered without a write.
        _sandbox.Put("m4", "4");
        _sandbox.Put("last", "one");
        await Eventually.TrueAsync(() => reconciler.Writes == 12);
        await Eventually.EndAsync(manager.StopAsync(default));

        Assert.True(manager.Completion.IsCompletedSuccessfully);
        Assert.Equal(12, reconciler.Writes);

        int Copies() => _sandbox.Cluster.Api.List(SandboxFixture.ConfigMaps, "default").Count(m => ((string)m["metadata"]!["name"]!).EndsWith("-copy", StringComparison.Ordinal));
    }

    /// <summary>Keeps a copy of each ConfigMap by server-side apply.</summary>
    private sealed class Copier(ILister<V1ConfigMap> maps, Lepton.Kubernetes.Http.IResourceClient<V1ConfigMap> client) : IReconciler<NamespacedName>
    {
        private int _writes;

        internal int Writes => _writes;

        public async Task<ReconcileResult> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
        {
            if (maps.Get(key) is not { } map)
                return ReconcileResult.Success;
            var name = key.Name + "-copy";
            var value = map.Data!["v"];
            if ((await client.TryGetAsync(name, key.Namespace, cancellationToken))?.Data?["v"] == value)
                return ReconcileResult.Success;
            await client.ApplyAsync(new() { Metadata = { Namespace = key.Namespace, Name = name }, Data = new() { ["v"] = value } }, new("copier"), cancellationToken);
            Interlocked.Increment(ref _writes);
            return ReconcileResult.Success;
        }
    }
}

using Lepton.ControllerRuntime.Events;
using Lepton.ControllerRuntime.Hosting;
using Lepton.ControllerRuntime.Informers;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.ControllerRuntime.Writes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Tests.AgainstServer;

/// <summary>Everything together, as an operator uses it, against a server that checks what it is sent.</summary>
public sealed class RuntimeOverTlsTests : IAsyncLifetime
{
    private const string Finalizer = "test.lepton.ai/cleanup";
    private readonly ServerUnderTest _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

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
        var lease = await _server.Client.Resource<V1Lease>().GetAsync("op", _server.Namespace);
        Assert.Equal(("b", 1), (lease.Spec.HolderIdentity, lease.Spec.LeaseTransitions));

        await Eventually.EndAsync(b.StopAsync(default));
        Assert.Equal(1, most);
        Assert.Equal("", (await _server.Client.Resource<V1Lease>().GetAsync("op", _server.Namespace)).Spec.HolderIdentity ?? "");

        ControllerManager Replica(string identity)
        {
            var manager = new ControllerManager(elector: new(_server.Client.Resource<V1Lease>(), new()
            {
                Namespace = _server.Namespace,
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
        var maps = _server.Client.Resource<V1ConfigMap>();
        await _server.PutAsync("held", "1");
        var map = await maps.AddFinalizerAsync(await maps.GetAsync("held", _server.Namespace), Finalizer);
        Assert.Equal([Finalizer], map.Metadata.Finalizers);
        await maps.DeleteAsync("held", _server.Namespace);
        var deleting = await maps.GetAsync("held", _server.Namespace);
        Assert.NotNull(deleting.Metadata.DeletionTimestamp);
        await maps.RemoveFinalizerAsync(deleting, Finalizer);

        Assert.Null(await maps.TryGetAsync("held", _server.Namespace));
        await maps.RemoveFinalizerAsync(deleting, Finalizer);
    }

    [Fact]
    [Trait("Rule", "Writes/status-apart")]
    [Trait("Rule", "Writes/equal-status-is-skipped")]
    public async Task A_status_is_written_once_and_an_equal_one_moves_no_version()
    {
        var nodes = _server.Client.Resource<V1Node>();
        var name = _server.Unique("node");
        await nodes.CreateAsync(new() { Metadata = { Name = name } });
        var (node, written) = await WriteAsync();
        Assert.NotEqual(node.Metadata.ResourceVersion, written.Metadata.ResourceVersion);
        Assert.Equal(Quantity.Parse("8"), written.Status!.Capacity!["nvidia.com/gpu"]);

        // No request at all: of the object that was read it says that it is as it should be.
        Assert.Same(written, await nodes.WriteStatusAsync(written, written.Status.DeepCopy()));
        await nodes.DeleteAsync(name);

        // A node controller, where one runs, writes to a new node too: a conflict means to read again, as a reconcile does.
        async Task<(V1Node Read, V1Node Written)> WriteAsync()
        {
            while (true)
            {
                var read = await nodes.GetAsync(name);
                var desired = read.Status?.DeepCopy() ?? new();
                desired.Capacity = new() { ["nvidia.com/gpu"] = Quantity.Parse("8") };
                try
                {
                    return (read, await nodes.WriteStatusAsync(read, desired));
                }
                catch (KubernetesApiException e) when (e.IsConflict)
                {
                    continue;
                }
            }
        }
    }

    [Fact]
    [Trait("Rule", "Events/events-v1-with-series")]
    public async Task Events_are_accepted_by_a_server_that_validates_them()
    {
        using var recorder = new EventRecorder(_server.Client.Resource<Eventsv1Event>(), new() { ReportingController = "lepton.ai/test", ReportingInstance = "me" });
        using var stop = new CancellationTokenSource();
        var running = recorder.RunAsync(stop.Token);
        await _server.PutAsync("m", "1");
        var map = await _server.Client.Resource<V1ConfigMap>().GetAsync("m", _server.Namespace);
        for (var i = 0; i < 5; i++)
            recorder.Event(map, EventType.Warning, "NoCapacity", "Scheduling", new string('€', 2000));
        V1ObjectReference? regarding = null;
        await Eventually.TrueAsync(() =>
        {
            var events = _server.Client.Resource<Eventsv1Event>().ListAsync(_server.Namespace).GetAwaiter().GetResult().Items.FindAll(e => e.Reason == "NoCapacity");
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
        await using var factory = new SharedInformerFactory(_server.Client);
        var informer = factory.For<V1ConfigMap>(new() { Namespace = _server.Namespace, LabelSelector = "test=yes" });
        var reconciler = new Copier(informer.Lister, _server.Client.Resource<V1ConfigMap>());
        using var controller = new Controller<NamespacedName>(reconciler, new() { Name = "copier", MaxConcurrentReconciles = 2 });
        controller.Watch(informer, Keys.Self);
        using var manager = new ControllerManager();
        manager.Add(RunPhase.Caches, "informers", factory);
        manager.Add(RunPhase.LeaderWork, "copier", controller);
        for (var i = 0; i < 10; i++)
            await _server.PutAsync($"m{i}", $"{i}");
        await manager.StartAsync(default);
        await Eventually.TrueAsync(() => Copies().Count == 10);
        await _server.PutAsync("m3", "changed");
        await Eventually.TrueAsync(() => Copies().Contains("m3-copy=changed"));
        await Eventually.TrueAsync(() => reconciler.Writes == 11);
        // A change that asks for nothing new is answered without a write.
        await _server.PutAsync("m4", "4");
        await _server.PutAsync("last", "one");
        await Eventually.TrueAsync(() => reconciler.Writes == 12);
        await Eventually.EndAsync(manager.StopAsync(default));

        Assert.True(manager.Completion.IsCompletedSuccessfully);
        Assert.Equal(12, reconciler.Writes);

        List<string> Copies() => [.. _server.Client.Resource<V1ConfigMap>().ListAsync(_server.Namespace).GetAwaiter().GetResult().Items
            .Where(m => m.Metadata.Name!.EndsWith("-copy", StringComparison.Ordinal)).Select(m => $"{m.Metadata.Name}={m.Data!["v"]}")];
    }

    /// <summary>Keeps a copy of each ConfigMap by server-side apply.</summary>
    private sealed class Copier(ILister<V1ConfigMap> maps, IResourceClient<V1ConfigMap> client) : IReconciler<NamespacedName>
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

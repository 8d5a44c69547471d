using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation.Autoscaling;
using Lepton.Sandbox.Simulation.Disruption;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Faults;
using Lepton.Sandbox.Simulation.Garbage;
using Lepton.Sandbox.Simulation.Kubelet;
using Lepton.Sandbox.Simulation.Namespaces;
using Lepton.Sandbox.Simulation.NodePools;
using Lepton.Sandbox.Simulation.Nodes;
using Lepton.Sandbox.Simulation.Scheduling;
using Lepton.Sandbox.Simulation.Services;
using Lepton.Sandbox.Simulation.Volumes;
using Lepton.Sandbox.Simulation.Workloads;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation;

/// <summary>
/// Makes a cluster alive: its nodes, scheduler, kubelets and controllers, on top of an API that only stores. Event driven; an idle cluster uses no CPU
/// and no thread. The same seed, definition, clock and input give the same run.
/// </summary>
public sealed class ClusterSimulation : IAsyncDisposable
{
    private readonly ClusterLoop _loop;
    private readonly IDisposable _subscription;

    private ClusterSimulation(IClusterApi api, ClusterDefinition definition, SimulationOptions options)
    {
        _loop = new ClusterLoop(api.Time, options.Stepped, options.OnError);
        var context = new ClusterContext(api, definition, options, _loop);
        var silent = new SilentNodes();
        var scheduler = new Scheduler(context);
        var kubelet = new KubeletController(context, scheduler.Table, silent);
        var lifecycle = new NodeLifecycleController(context, silent);
        var pools = new NodePoolAutoscaler(context, scheduler);
        var reclaims = new SpotReclaimController(context, pools);
        Load = new ClusterLoad(_loop);
        Faults = new ClusterFaults(context, scheduler.Table, silent, kubelet, lifecycle, pools, reclaims);
        IController[] controllers =
        [
            lifecycle,
            scheduler,
            kubelet,
            pools,
            new DeploymentController(context),
            new ReplicaSetController(context),
            new JobController(context),
            new AutoscalerController(context, Load),
            new DisruptionController(context),
            new EndpointController(context),
            new LoadBalancerController(context),
            new VolumeController(context),
            new ClaimProtection(context),
            new TaintEvictionController(context),
            new PodCollector(context),
            reclaims,
            new SystemPods(context),
            new NamespaceDefaults(context),
            new NamespaceController(context),
            new GarbageCollector(context),
        ];
        _loop.Use(options.Machines ? controllers : [.. controllers.Where(static one => one is not (KubeletController or NodePoolAutoscaler or LoadBalancerController or VolumeController or SpotReclaimController or SystemPods))]);
        _subscription = api.Subscribe(_loop.Offer);
        TakeInExisting(api);
        ForeignWorkloads.EnsureNamespace(context, SystemPods.Namespace);
        NodeRegistration.RegisterPools(context);
        ForeignWorkloads.Create(context);
    }

    /// <summary>Faults to try on this cluster.</summary>
    public ClusterFaults Faults { get; }

    /// <summary>What autoscalers measure.</summary>
    public ClusterLoad Load { get; }

    /// <summary>When it will do something without a change from outside; null when nothing is pending. For stepped simulations.</summary>
    public DateTimeOffset? NextDue => _loop.NextDue;

    /// <summary>Registers the cluster's nodes and starts its controllers.</summary>
    /// <param name="api">The cluster's storage; may already hold objects, nodes included.</param>
    public static ClusterSimulation Start(IClusterApi api, ClusterDefinition definition, SimulationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(api);
        ArgumentNullException.ThrowIfNull(definition);
        return new ClusterSimulation(api, definition, options ?? new SimulationOptions());
    }

    /// <summary>Stepped simulations: does everything there is to do at the present time of the API's clock.</summary>
    public void RunUntilIdle() => _loop.RunUntilIdle();

    private void TakeInExisting(IClusterApi api)
    {
        var resources = _loop.Cache.Kept.Union(api.Resources().Select(static resource => resource.Resource));
        foreach (var resource in resources)
        {
            foreach (var existing in api.List(resource))
                _loop.Offer(new StoreEvent(StoreEventType.Added, resource, existing));
        }
    }

    public ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        _loop.Dispose();
        return ValueTask.CompletedTask;
    }
}

using Lepton.Sandbox.Fleet.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Kubelet;
using Lepton.Sandbox.Simulation.NodePools;
using Lepton.Sandbox.Simulation.Nodes;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Simulation.Scheduling;

namespace Lepton.Sandbox.Simulation.Faults;

/// <summary>What can go wrong inside a simulated cluster, on command. Each call completes when the fault is in force.</summary>
public sealed class ClusterFaults
{
    private readonly ClusterContext _context;
    private readonly NodeTable _table;
    private readonly SilentNodes _silent;
    private readonly KubeletController _kubelet;
    private readonly NodeLifecycleController _lifecycle;
    private readonly NodePoolAutoscaler _pools;
    private readonly SpotReclaimController _reclaims;

    internal ClusterFaults(ClusterContext context, NodeTable table, SilentNodes silent, KubeletController kubelet, NodeLifecycleController lifecycle, NodePoolAutoscaler pools, SpotReclaimController reclaims)
    {
        _context = context;
        _table = table;
        _silent = silent;
        _kubelet = kubelet;
        _lifecycle = lifecycle;
        _pools = pools;
        _reclaims = reclaims;
    }

    /// <summary>The node's kubelet falls silent: NotReady after the monitor's grace, its Pods evicted after what they tolerate.</summary>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public Task LoseNode(string node) => _context.Loop.Do(() =>
    {
        Existing(node);
        if (_silent.Add(node, _context.Now))
            _lifecycle.Silence(node);
    });

    /// <summary>The kubelet is back: the node is Ready, what was to be deleted meanwhile is.</summary>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public Task RecoverNode(string node) => _context.Loop.Do(() =>
    {
        var info = Existing(node);
        if (!_silent.Remove(node))
            return;
        _context.UpdateStatus(Kinds.Nodes, info.Node.Key, json =>
        {
            json.Ensure("status")["conditions"] = NodeConditions.Kubelet(_context.Now, ready: true);
            return true;
        });
        _kubelet.Resync(node);
    });

    /// <summary>The machine is gone (terminated): its Node is deleted and its Pods with it; the pool gets a new one where the cloud keeps its size.</summary>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public Task RemoveNode(string node) => _context.Loop.Do(() =>
    {
        var gone = Existing(node).Node;
        _silent.Remove(node);
        _context.Api.Delete(Kinds.Nodes, null, node);
        _pools.MachineGone(gone);
    });

    /// <summary>The cloud takes the machine back after <paramref name="notice"/> (null: that of the options): the node is drained at once and then gone.</summary>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public Task ReclaimNode(string node, TimeSpan? notice = null) => _context.Loop.Do(() =>
        _reclaims.Announce(Existing(node).Node, notice ?? _context.Options.Scaled(_context.Options.ReclaimNotice)));

    /// <summary>Containers of every Pod whose name begins so exit as soon as they run, until it is called with false.</summary>
    public Task CrashPods(string @namespace, string prefix, bool crash = true) => _context.Loop.Do(() => _kubelet.Crash(@namespace, prefix, crash));

    /// <summary>GPUs of a node fail: so many fewer are allocatable, and of the Pods that use GPUs there the youngest lose theirs until the rest fits.</summary>
    /// <exception cref="ArgumentException">There is no such node, or it has fewer GPUs than that.</exception>
    public Task FailGpus(string node, int count) => _context.Loop.Do(() =>
    {
        var info = Existing(node);
        var resource = GpuResource(info);
        var left = info.Node.Allocatable[resource] - count;
        if (count < 0 || left < 0)
            throw new ArgumentException($"node {node} has {info.Node.Allocatable[resource]} healthy GPUs; {count} cannot fail", nameof(count));
        SetAllocatable(info, resource, left);
        var losing = new List<PodView>();
        var used = info.Used[resource];
        foreach (var pod in info.Pods.Where(pod => pod.Requests[resource] > 0).OrderByDescending(static pod => pod.Created).ThenByDescending(static pod => pod.Name, StringComparer.Ordinal))
        {
            if (used <= left)
                break;
            used -= pod.Requests[resource];
            losing.Add(pod);
        }

        _kubelet.LoseDevices(losing);
    });

    /// <summary>All GPUs of a node work again; Pods that lost theirs start again.</summary>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public Task RepairGpus(string node) => _context.Loop.Do(() =>
    {
        var info = Existing(node);
        var resource = GpuResource(info);
        SetAllocatable(info, resource, ResourceAmounts.Read(info.Node.Status.Object("capacity"))[resource]);
        _kubelet.RegainDevices(node);
    });

    /// <summary>The cloud has no more nodes of a pool.</summary>
    /// <exception cref="ArgumentException">There is no such pool.</exception>
    public Task StockOut(string pool) => SetStock(pool, stockedOut: true);

    /// <summary>The cloud has nodes of a pool again.</summary>
    /// <exception cref="ArgumentException">There is no such pool.</exception>
    public Task Restock(string pool) => SetStock(pool, stockedOut: false);

    private static string GpuResource(NodeInfo info) =>
        info.Node.Allocatable.All.Select(static amount => amount.Key).FirstOrDefault(static key => key.EndsWith("/gpu", StringComparison.Ordinal)) ?? "nvidia.com/gpu";

    private Task SetStock(string name, bool stockedOut) => _context.Loop.Do(() =>
    {
        var pool = _pools.Pools.FirstOrDefault(pool => pool.Name == name)
            ?? throw new ArgumentException($"cluster {_context.Definition.Name} has no pool {name}; it has {string.Join(", ", _pools.Pools.Select(static pool => pool.Name))}", nameof(name));
        pool.StockedOut = stockedOut;
        _pools.Replan();
    });

    private NodeInfo Existing(string node) => _table.Get(node) ?? throw new ArgumentException($"cluster {_context.Definition.Name} has no node {node}", nameof(node));

    private void SetAllocatable(NodeInfo info, string resource, long amount) => _context.UpdateStatus(Kinds.Nodes, info.Node.Key, json =>
    {
        json.Ensure("status").Ensure("allocatable")[resource] = amount.ToString();
        return true;
    });
}

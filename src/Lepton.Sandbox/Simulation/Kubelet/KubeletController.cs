using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Simulation.Scheduling;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Kubelet;

/// <summary>The kubelets of all nodes of a cluster: starts the Pods bound to them, makes them ready, ends them.</summary>
internal sealed class KubeletController(ClusterContext context, NodeTable table, SilentNodes silent) : IController
{
    private const string Component = "kubelet";

    private readonly Dictionary<ObjectName, PodRuntime> _runtimes = [];
    private readonly PodAddresses _addresses = new(table);
    private readonly Dictionary<string, HashSet<string>> _images = new(StringComparer.Ordinal);

    /// <summary>Namespace and prefix of Pods that crash (a fault).</summary>
    private readonly HashSet<(string Namespace, string Prefix)> _crashing = [];

    /// <summary>Pods that wait for a ConfigMap or Secret.</summary>
    private readonly HashSet<ObjectName> _held = [];

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.Pods, Kinds.Nodes, Kinds.ConfigMaps, Kinds.Secrets];

    public void Observe(Change change)
    {
        if (change.Resource == Kinds.Nodes)
        {
            if (change.Deleted)
                _images.Remove(change.Object.Name);
            return;
        }

        if (change.Resource != Kinds.Pods)
        {
            foreach (var held in _held.Where(held => held.Namespace == change.Object.Namespace))
                context.Loop.Enqueue(this, held);
        }
        else if (change.Pod.NodeName is not null)
        {
            context.Loop.Enqueue(this, change.Object.Key);
        }
    }

    /// <summary>Looks at every Pod of a node again (it came back, or a device of it changed).</summary>
    public void Resync(string node)
    {
        foreach (var pod in context.Cache.Pods.All.Where(pod => pod.NodeName == node))
            context.Loop.Enqueue(this, pod.Key);
    }

    /// <summary>From now on containers of Pods with that prefix exit at once, or no longer do.</summary>
    public void Crash(string @namespace, string prefix, bool crash)
    {
        if (crash ? !_crashing.Add((@namespace, prefix)) : !_crashing.Remove((@namespace, prefix)))
            return;
        foreach (var pod in context.Cache.Pods.InNamespace(@namespace).Where(pod => pod.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            if (crash && _runtimes.TryGetValue(pod.Key, out var runtime) && runtime.Stage == PodStage.Running)
                runtime.Due = context.Now;
            context.Loop.Enqueue(this, pod.Key);
        }
    }

    /// <summary>The Pods whose GPUs are gone.</summary>
    public void LoseDevices(IEnumerable<PodView> pods)
    {
        foreach (var pod in pods)
        {
            Runtime(pod).DeviceLost = true;
            context.Loop.Enqueue(this, pod.Key);
        }
    }

    /// <summary>The node's GPUs work again.</summary>
    public void RegainDevices(string node)
    {
        foreach (var pod in context.Cache.Pods.All.Where(pod => pod.NodeName == node))
        {
            if (!_runtimes.TryGetValue(pod.Key, out var runtime) || !runtime.DeviceLost)
                continue;
            runtime.DeviceLost = false;
            runtime.Due = context.Now;
            context.Loop.Enqueue(this, pod.Key);
        }
    }

    public void Reconcile(ObjectName key)
    {
        if (context.Cache.Pods.Get(key) is not { NodeName: { } node } pod)
        {
            _runtimes.Remove(key);
            _held.Remove(key);
            return;
        }

        // A kubelet that is cut off does nothing; one whose Node was deleted is gone (Pod GC takes its Pods).
        if (silent.Contains(node) || table.Get(node) is null)
            return;
        var runtime = Runtime(pod);
        var script = new PodScript(context, pod) { Crashing = _crashing.Any(fault => fault.Namespace == key.Namespace && key.Name.StartsWith(fault.Prefix, StringComparison.Ordinal)) };
        if (pod.Deleting)
            Terminate(pod, runtime, script);
        else if (!pod.Terminal)
            Advance(pod, runtime, script);
    }

    private PodRuntime Runtime(PodView pod)
    {
        if (!_runtimes.TryGetValue(pod.Key, out var runtime) || runtime.Uid != pod.Uid)
            _runtimes[pod.Key] = runtime = PodRuntimes.Recover(pod, new PodScript(context, pod), context.Now);
        return runtime;
    }

    private void Advance(PodView pod, PodRuntime runtime, PodScript script)
    {
        var now = context.Now;
        switch (runtime.Stage)
        {
            case PodStage.New:
                Begin(pod, runtime, script);
                break;
            case PodStage.Starting when runtime.Due <= now && Holds(pod, runtime):
                return;
            case PodStage.Starting when runtime.Due <= now:
            case PodStage.BackingOff when runtime.Due <= now && !runtime.DeviceLost:
                Run(pod, runtime, script);
                break;
            case PodStage.Running when runtime.DeviceLost || runtime.Due <= now:
                Exit(pod, runtime, script);
                break;
            case PodStage.Running when !runtime.Ready && runtime.ReadyDue <= now:
                runtime.Ready = true;
                Write(pod, runtime, "Running");
                break;
            case PodStage.Running when runtime.Ready && !pod.Ready:
                // The node was silent and came back before its Pods were evicted: the kubelet knows better than what was assumed of them.
                Write(pod, runtime, "Running");
                break;
        }

        var next = runtime.Stage == PodStage.Running && !runtime.Ready && (runtime.Due is null || runtime.ReadyDue < runtime.Due) ? runtime.ReadyDue : runtime.Due;
        if (next is not null)
            context.Loop.EnqueueAfter(this, pod.Key, next.Value - now);
    }

    private void Begin(PodView pod, PodRuntime runtime, PodScript script)
    {
        runtime.Stage = PodStage.Starting;
        var start = script.Start(Pull(pod));
        runtime.Due = context.Now + start;
        if (start > TimeSpan.Zero)
            Write(pod, runtime, "Pending");
    }

    /// <summary>Whether something the containers need is not there; then it is said once, and the Pod is looked at again when it may have come.</summary>
    private bool Holds(PodView pod, PodRuntime runtime)
    {
        var obstacle = PodReferences.Missing(context, pod);
        if (obstacle is null)
            _held.Remove(pod.Key);
        else
            _held.Add(pod.Key);
        if (runtime.Obstacle != obstacle && obstacle is not null)
        {
            runtime.Obstacle = obstacle;
            Write(pod, runtime, "Pending");
            context.Events.Warning(pod, Component, obstacle.Reason == "ContainerCreating" ? "FailedMount" : "Failed", obstacle.Reason == "ContainerCreating" ? obstacle.Message : "Error: " + obstacle.Message);
        }

        runtime.Obstacle = obstacle;
        return obstacle is not null;
    }

    private void Run(PodView pod, PodRuntime runtime, PodScript script)
    {
        var now = context.Now;
        if (runtime.Stage == PodStage.BackingOff)
            runtime.Restarts++;
        runtime.Stage = PodStage.Running;
        runtime.StartedAt = now;
        runtime.Ip ??= _addresses.Take(pod);
        runtime.Due = now + script.Run();
        runtime.ReadyDue = script.NeverReady || script.Crashes ? null : now + script.Readiness();
        runtime.Ready = runtime.ReadyDue <= now;
        Write(pod, runtime, "Running");
        if (!script.IsSystem)
            context.Events.Normal(pod, Component, "Started", "Container started");
    }

    private void Exit(PodView pod, PodRuntime runtime, PodScript script)
    {
        var code = runtime.DeviceLost ? 1 : script.ExitCode;
        runtime.LastExit = (code, runtime.StartedAt, context.Now);
        runtime.Ready = false;
        if (script.RestartPolicy == "Always" || script.RestartPolicy == "OnFailure" && code != 0)
        {
            runtime.Stage = PodStage.BackingOff;
            runtime.Due = runtime.DeviceLost ? null : context.Now + script.BackOff(runtime.Restarts + 1);
            Write(pod, runtime, "Running");
            context.Events.Warning(pod, Component, "BackOff", "Back-off restarting failed container");
            return;
        }

        runtime.Stage = PodStage.Ended;
        runtime.Due = null;
        Write(pod, runtime, code == 0 ? "Succeeded" : "Failed");
    }

    private void Terminate(PodView pod, PodRuntime runtime, PodScript script)
    {
        var now = context.Now;
        if (runtime.KillDue is null)
        {
            runtime.KillDue = now + (pod.Terminal || runtime.Stage is PodStage.New ? TimeSpan.Zero : script.Grace());
            if (runtime.KillDue > now)
                context.Events.Normal(pod, Component, "Killing", "Stopping container " + string.Join(", ", pod.Spec.Objects("containers").Select(static container => container.Text("name"))));
        }

        if (runtime.KillDue > now)
        {
            context.Loop.EnqueueAfter(this, pod.Key, runtime.KillDue.Value - now);
            return;
        }

        if (!pod.Terminal && pod.Metadata.Count("finalizers") > 0)
        {
            // Somebody (the Job controller) wants to read how it ended before it goes.
            runtime.Stage = PodStage.Ended;
            runtime.Ready = false;
            runtime.LastExit = (143, runtime.StartedAt, now);
            Write(pod, runtime, "Failed");
        }

        context.Api.Finish(Kinds.Pods, pod.Namespace, pod.Name);
    }

    /// <summary>Whether all images are on the node already; they are from now on.</summary>
    private bool Pull(PodView pod)
    {
        if (!_images.TryGetValue(pod.NodeName!, out var present))
            _images[pod.NodeName!] = present = new HashSet<string>(StringComparer.Ordinal);
        var all = true;
        foreach (var container in pod.Spec.Objects("containers"))
            all &= !present.Add(container.Text("image") ?? "");
        return all;
    }

    private void Write(PodView pod, PodRuntime runtime, string phase)
    {
        var hostIp = table.Get(pod.NodeName!)?.Node.Status.Objects("addresses").FirstOrDefault(static address => address.Text("type") == "InternalIP").Text("address");
        context.UpdateStatus(Kinds.Pods, pod.Key, json =>
        {
            if (json.Object("metadata").Text("uid") != pod.Uid)
                return false;
            PodStatusWriter.Write(json, runtime, phase, hostIp, context.Now);
            return true;
        });
    }
}

using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>Rolls Deployments out over ReplicaSets, never with more Pods than maxSurge nor fewer available than maxUnavailable allow.</summary>
internal sealed class DeploymentController(ClusterContext context) : IController
{
    private readonly ReplicaSetWriter _writer = new(context);

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.Deployments, Kinds.ReplicaSets, Kinds.Pods];

    public void Observe(Change change)
    {
        if (change.Resource == Kinds.Deployments)
            context.Loop.Enqueue(this, change.Object.Key);
        else if (change.Resource == Kinds.ReplicaSets)
            EnqueueOwner(change.Object.ControllerUid is null && change.Old is not null ? change.Old : change.Object);
        else if (change.Deleted && change.Object.ControllerUid is { } uid && context.Cache.ReplicaSets.InNamespace(change.Object.Namespace).FirstOrDefault(set => set.Uid == uid) is { } owner)
            EnqueueOwner(owner); // Recreate waits for the last old Pod to be gone.
    }

    public void Reconcile(ObjectName key)
    {
        if (context.Cache.Deployments.Get(key) is not { } deployment || Adoption.Settle(context, Kinds.ReplicaSets, deployment, context.Cache.ReplicaSets))
            return;
        var rollout = new Rollout(deployment, context.Cache.ReplicaSets.ControlledBy(deployment.Uid));
        if (!deployment.Deleting)
        {
            if (Pause(rollout))
                return;
            if (rollout.Paused || IsScaling(rollout))
                Scale(rollout);
            else if (rollout.New is null ? Begin(rollout) : Roll(rollout))
                return;
        }

        Report(rollout);
    }

    private void EnqueueOwner(ObjectView set)
    {
        foreach (var owner in set.Metadata.Objects("ownerReferences"))
        {
            if (owner.Flag("controller") && owner.Text("kind") == "Deployment")
                context.Loop.Enqueue(this, new ObjectName(set.Namespace, owner.Text("name") ?? ""));
        }
    }

    /// <summary>Writes down that the Deployment was paused or resumed; true when it did.</summary>
    private bool Pause(Rollout rollout)
    {
        var status = new DeploymentStatus(rollout, context.Now);
        var reason = Conditions.Find(rollout.Deployment.Status, "Progressing").Text("reason");
        if (!status.HasDeadline || reason == "ProgressDeadlineExceeded" || rollout.Paused == (reason == "DeploymentPaused"))
            return false;
        context.UpdateStatus(Kinds.Deployments, rollout.Deployment.Key, json =>
        {
            status.Set(json.Ensure("status"), "Progressing", "Unknown", rollout.Paused ? "DeploymentPaused" : "DeploymentResumed", rollout.Paused ? "Deployment is paused" : "Deployment is resumed");
            return true;
        });
        return true;
    }

    /// <summary>Whether the number of replicas changed since the ReplicaSets were sized.</summary>
    private static bool IsScaling(Rollout rollout) =>
        rollout.All.Any(set => Rollout.Wanted(set) > 0 && ReplicaSetWriter.ScaledFor(set) is { } size && size != rollout.Replicas);

    private void Scale(Rollout rollout)
    {
        foreach (var (set, replicas) in ProportionalScaling.Share(rollout))
            _writer.Scale(rollout, set, replicas);
    }

    /// <summary>Makes the ReplicaSet of a new template.</summary>
    private bool Begin(Rollout rollout)
    {
        if (rollout.Recreates && !StoppedOld(rollout))
            return false;
        var revision = rollout.All.Select(Rollout.Revision).DefaultIfEmpty().Max() + 1;
        var made = _writer.Create(rollout, Room(rollout, 0), revision);
        context.UpdateStatus(Kinds.Deployments, rollout.Deployment.Key, json =>
        {
            json.Ensure("metadata").Ensure("annotations")[Rollout.RevisionAnnotation] = revision.ToString();
            var status = new DeploymentStatus(rollout, context.Now);
            if (status.HasDeadline)
                status.Set(json.Ensure("status"), "Progressing", "True", "NewReplicaSetCreated", $"Created new replica set \"{made.Name}\"");
            return true;
        });
        return true;
    }

    private bool Roll(Rollout rollout)
    {
        var current = rollout.New!;
        if (Renumber(rollout, current))
            return true;
        if (rollout.Recreates && !StoppedOld(rollout))
            return false;
        if (Grow(rollout, current))
            return true;
        var shrunk = !rollout.Recreates && Shrink(rollout, current);
        if (!shrunk && new DeploymentStatus(rollout, context.Now).Complete)
            _writer.Forget(rollout);
        return shrunk;
    }

    /// <summary>A template that comes back (a rollback) takes its old ReplicaSet, as the newest revision.</summary>
    private bool Renumber(Rollout rollout, ObjectView current)
    {
        var newest = rollout.Old.Select(Rollout.Revision).DefaultIfEmpty().Max();
        var revision = Rollout.Revision(current);
        if (revision <= newest)
        {
            _writer.SetRevision(current, newest + 1);
            return true;
        }

        if (rollout.Deployment.Annotation(Rollout.RevisionAnnotation) == revision.ToString())
            return false;
        context.UpdateStatus(Kinds.Deployments, rollout.Deployment.Key, json =>
        {
            json.Ensure("metadata").Ensure("annotations")[Rollout.RevisionAnnotation] = revision.ToString();
            var status = new DeploymentStatus(rollout, context.Now);
            if (status.HasDeadline)
                status.Set(json.Ensure("status"), "Progressing", "True", "FoundNewReplicaSet", $"Found new replica set \"{current.Name}\"");
            return true;
        });
        return false;
    }

    /// <summary>How large the new ReplicaSet may be now.</summary>
    private static long Room(Rollout rollout, long present)
    {
        if (rollout.Recreates)
            return rollout.Replicas;
        var room = rollout.Replicas + rollout.Bounds.MaxSurge - rollout.Desired;
        return room <= 0 ? present : present + Math.Min(room, rollout.Replicas - present);
    }

    private bool Grow(Rollout rollout, ObjectView current)
    {
        var wanted = Rollout.Wanted(current);
        return _writer.Scale(rollout, current, wanted > rollout.Replicas ? rollout.Replicas : Room(rollout, wanted));
    }

    /// <summary>Takes from the old ReplicaSets what availability allows: first Pods that are not available anyway.</summary>
    private bool Shrink(Rollout rollout, ObjectView current)
    {
        if (rollout.Old.All(static set => Rollout.Wanted(set) == 0))
            return false;
        var notYet = Rollout.Wanted(current) - Rollout.Count(current, "availableReplicas");
        var allowed = rollout.Desired - rollout.MinAvailable - notYet;
        var sizes = rollout.Old.ToDictionary(static set => set, Rollout.Wanted);
        foreach (var set in rollout.Old)
        {
            var unhealthy = Math.Clamp(sizes[set] - Rollout.Count(set, "availableReplicas"), 0, Math.Max(0, allowed));
            sizes[set] -= unhealthy;
            allowed -= unhealthy;
        }

        var spare = rollout.Available - rollout.MinAvailable;
        foreach (var set in rollout.Old)
        {
            var part = Math.Clamp(Math.Min(sizes[set], allowed), 0, Math.Max(0, spare));
            sizes[set] -= part;
            spare -= part;
            allowed -= part;
        }

        var any = false;
        foreach (var (set, size) in sizes)
            any |= size != Rollout.Wanted(set) && _writer.Scale(rollout, set, size);
        return any;
    }

    /// <summary>Recreate: true when every Pod of an old template is gone.</summary>
    private bool StoppedOld(Rollout rollout)
    {
        foreach (var set in rollout.Old.Where(static set => Rollout.Wanted(set) > 0))
            _writer.Scale(rollout, set, 0);
        return rollout.Old.All(set => context.Cache.Pods.ControlledBy(set.Uid).All(static pod => pod.Terminal));
    }

    private void Report(Rollout rollout)
    {
        var deployment = rollout.Deployment;
        var status = new DeploymentStatus(rollout, context.Now);
        context.UpdateStatus(Kinds.Deployments, deployment.Key, json => json.Object("metadata").Text("uid") == deployment.Uid && status.Apply(json));
        if (status.StuckAt is { } stuck)
            context.Loop.EnqueueAfter(this, deployment.Key, stuck - context.Now + TimeSpan.FromSeconds(1));
    }
}

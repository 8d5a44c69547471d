using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>Runs Jobs: indexed or not, with parallelism, backoff limit, deadline, suspension and time to live.</summary>
internal sealed class JobController(ClusterContext context) : IController
{
    private const string Component = "job-controller";

    private readonly JobPods _pods = new(context);

    public IReadOnlyList<GroupVersionResource> Watches { get; } = [Kinds.Jobs, Kinds.Pods];

    public void Observe(Change change)
    {
        if (change.Resource == Kinds.Jobs)
        {
            context.Loop.Enqueue(this, change.Object.Key);
            return;
        }

        foreach (var owner in change.Object.Metadata.Objects("ownerReferences"))
        {
            if (owner.Flag("controller") && owner.Text("kind") == "Job")
                context.Loop.Enqueue(this, new ObjectName(change.Object.Namespace, owner.Text("name") ?? ""));
        }
    }

    public void Reconcile(ObjectName key)
    {
        var job = context.Cache.Jobs.Get(key);
        ReleaseOrphans(key, job);
        if (job is null)
            return;
        var pods = context.Cache.Pods.ControlledBy(job.Uid).ToList();
        if (Conditions.IsTrue(job.Status, "Complete") || Conditions.IsTrue(job.Status, "Failed"))
        {
            foreach (var pod in pods.Where(static pod => pod.HasFinalizer(JobState.TrackingFinalizer)))
                _pods.Release(pod);
            Expire(job);
            return;
        }

        Advance(new JobState(job, pods));
    }

    /// <summary>Pods of a Job that is gone must not stay because of its finalizer.</summary>
    private void ReleaseOrphans(ObjectName key, ObjectView? job)
    {
        foreach (var pod in context.Cache.Pods.InNamespace(key.Namespace).Where(pod => pod.ControllerUid is { } uid && uid != job?.Uid && pod.HasFinalizer(JobState.TrackingFinalizer)).ToList())
        {
            var owner = pod.Metadata.Objects("ownerReferences").First(static owner => owner.Flag("controller"));
            if (owner.Text("kind") == "Job" && owner.Text("name") == key.Name)
                _pods.Release(pod);
        }
    }

    private void Advance(JobState state)
    {
        var end = JobEnd.Of(state.Job.Status) ?? Decide(state);
        var active = (long)state.Active.Count;
        if (state.Job.Deleting || end is not null || state.Suspended)
        {
            _pods.Remove(state.Active);
            active = 0;
        }
        else if (Wait(state) is { } wait)
        {
            context.Loop.EnqueueAfter(this, state.Job.Key, wait);
        }
        else
        {
            active = _pods.Manage(state);
        }

        var ended = end is not null && state.Settled;
        context.UpdateStatus(Kinds.Jobs, state.Job.Key, json => json.Object("metadata").Text("uid") == state.Job.Uid && new JobStatus(state, context.Now).Apply(json, active, end, ended));
        foreach (var pod in state.Finished)
            _pods.Release(pod);
        Tell(state, end, ended);
    }

    private JobEnd? Decide(JobState state)
    {
        if (state.Suspended)
            return null;
        if (state.FailJob is { } message)
            return JobEnd.Policy(message);
        if (state.TotalFailed + state.Restarts > state.BackoffLimit)
            return JobEnd.Backoff;
        if (state.Job.Spec.Number("activeDeadlineSeconds") is { } deadline)
        {
            var since = state.Job.Status.Time("startTime") ?? context.Now;
            var left = since.AddSeconds(deadline) - context.Now;
            if (left <= TimeSpan.Zero)
                return JobEnd.Deadline;
            context.Loop.EnqueueAfter(this, state.Job.Key, left);
        }

        return state.Succeeding ? JobEnd.Success : null;
    }

    /// <summary>After a failure new Pods wait, longer each time (10 s doubling on a real cluster).</summary>
    private TimeSpan? Wait(JobState state)
    {
        if (state.TotalFailed == 0)
            return null;
        var last = state.Pods.Where(static pod => pod.Phase == "Failed").Select(static pod => pod.Condition("Ready").Time("lastTransitionTime")).Max();
        var pause = context.Options.Scaled(context.Options.CrashBackOff) * Math.Min(30, Math.Pow(2, state.TotalFailed - 1));
        var left = last + pause - context.Now;
        return left > TimeSpan.Zero ? left : null;
    }

    private void Expire(ObjectView job)
    {
        if (job.Deleting || job.Spec.Number("ttlSecondsAfterFinished") is not { } seconds)
            return;
        var condition = job.Condition("Complete") ?? job.Condition("Failed");
        var left = (condition.Time("lastTransitionTime") ?? context.Now).AddSeconds(seconds) - context.Now;
        if (left > TimeSpan.Zero)
            context.Loop.EnqueueAfter(this, job.Key, left);
        else
            context.Api.Delete(Kinds.Jobs, job.Namespace, job.Name, "Foreground");
    }

    private void Tell(JobState state, JobEnd? end, bool ended)
    {
        if (!ended || end is null)
            return;
        if (end.FinalType == "Complete")
            context.Events.Normal(state.Job, Component, "Completed", "Job completed");
        else
            context.Events.Warning(state.Job, Component, end.Reason, end.Message);
    }
}

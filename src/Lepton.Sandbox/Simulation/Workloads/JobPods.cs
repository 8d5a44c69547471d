using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Engine;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>Makes and removes the Pods of a Job.</summary>
internal sealed class JobPods(ClusterContext context)
{
    private const string Component = "job-controller";

    /// <summary>Pods the Job lacks, made; returns how many run then.</summary>
    public long Manage(JobState state)
    {
        var wanted = state.Completions is { } completions
            ? Math.Min(state.Parallelism, completions - state.TotalSucceeded)
            : state.TotalSucceeded > 0 ? state.Active.Count : state.Parallelism;
        if (state.ReplacesOnlyFailed)
            wanted -= state.Terminating;
        var active = state.Indexed ? RemoveDuplicates(state) : state.Active.ToList();
        if (active.Count > wanted)
            return active.Count - Remove(DeletionOrder.Choose(active, (int)(active.Count - Math.Max(0, wanted))));
        if (state.Indexed)
            return active.Count + CreateIndexed(state, active, wanted - active.Count);
        for (var i = active.Count; i < wanted; i++)
            Create(state.Job, null);
        return Math.Max(wanted, active.Count);
    }

    public int Remove(IEnumerable<PodView> pods)
    {
        var removed = 0;
        foreach (var pod in pods)
        {
            context.Api.Delete(Kinds.Pods, pod.Namespace, pod.Name);
            removed++;
        }

        return removed;
    }

    /// <summary>Lets a Pod go whose end is noted.</summary>
    public void Release(PodView pod) =>
        context.Api.Update(Kinds.Pods, pod.Namespace, pod.Name, static json => Finalizers.Remove(json.Ensure("metadata"), JobState.TrackingFinalizer));

    private List<PodView> RemoveDuplicates(JobState state)
    {
        var kept = new Dictionary<int, PodView>();
        var surplus = new List<PodView>();
        foreach (var pod in state.Active.OrderBy(static pod => pod.Created).ThenBy(static pod => pod.Name, StringComparer.Ordinal))
        {
            if (JobState.Index(pod) is not { } index || index >= state.Completions || state.Completed.Contains(index) || !kept.TryAdd(index, pod))
                surplus.Add(pod);
        }

        Remove(surplus);
        return [.. kept.Values];
    }

    private int CreateIndexed(JobState state, List<PodView> active, long count)
    {
        var ending = state.ReplacesOnlyFailed ? state.Pods.Where(static pod => pod is { Deleting: true, Terminal: false }) : [];
        var taken = active.Concat(ending).Select(JobState.Index).OfType<int>().ToHashSet();
        var created = 0;
        for (var index = 0; index < state.Completions && created < count; index++)
        {
            if (state.Completed.Contains(index) || taken.Contains(index))
                continue;
            Create(state.Job, index);
            created++;
        }

        return created;
    }

    private void Create(ObjectView job, int? index)
    {
        var pod = PodFactory.FromTemplate(job, job.Spec.Object("template") ?? []);
        var metadata = pod.Ensure("metadata");
        metadata["finalizers"] = new JsonArray(JobState.TrackingFinalizer);
        if (index is { } number)
            MakeIndexed(job, pod, metadata, number.ToString(CultureInfo.InvariantCulture));
        var made = context.Api.Create(Kinds.Pods, job.Namespace, pod);
        context.Events.Normal(job, Component, "SuccessfulCreate", "Created pod: " + ObjectName.Of(made).Name);
    }

    private static void MakeIndexed(ObjectView job, JsonObject pod, JsonObject metadata, string index)
    {
        metadata["generateName"] = $"{job.Name}-{index}-";
        metadata.Ensure("labels")[JobState.IndexKey] = index;
        metadata.Ensure("annotations")[JobState.IndexKey] = index;
        var spec = pod.Ensure("spec");
        spec["hostname"] = $"{job.Name}-{index}";
        foreach (var container in spec.Objects("containers").Concat(spec.Objects("initContainers")))
        {
            if (container["env"] is not JsonArray env)
                container["env"] = env = [];
            if (env.OfType<JsonObject>().Any(static variable => variable.Text("name") == "JOB_COMPLETION_INDEX"))
                continue;
            env.Add((JsonNode)new JsonObject
            {
                ["name"] = "JOB_COMPLETION_INDEX",
                ["valueFrom"] = new JsonObject
                {
                    ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = $"metadata.labels['{JobState.IndexKey}']" },
                },
            });
        }
    }
}

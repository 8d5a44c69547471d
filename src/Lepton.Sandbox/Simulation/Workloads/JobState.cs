using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>
/// A Job and its Pods, counted. A finished Pod is first noted in <c>uncountedTerminatedPods</c>, then loses its tracking finalizer, then is counted: so
/// none is counted twice or never, wherever the controller stops (https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-tracking-with-finalizers).
/// </summary>
internal sealed class JobState
{
    public const string TrackingFinalizer = "batch.kubernetes.io/job-tracking";
    public const string IndexKey = "batch.kubernetes.io/job-completion-index";

    public JobState(ObjectView job, IReadOnlyList<PodView> pods)
    {
        Job = job;
        Pods = pods;
        Succeeded = job.Status.Number("succeeded") ?? 0;
        Failed = job.Status.Number("failed") ?? 0;
        Completed = IndexRanges.Parse(job.Status.Text("completedIndexes"));
        Active = pods.Where(static pod => pod.Active).ToList();
        Count();
    }

    public ObjectView Job { get; }

    public IReadOnlyList<PodView> Pods { get; }

    public IReadOnlyList<PodView> Active { get; }

    public bool Indexed => Job.Spec.Text("completionMode") == "Indexed";

    public bool Suspended => Job.Spec.Flag("suspend");

    public long Parallelism => Job.Spec.Number("parallelism") ?? 1;

    public long? Completions => Job.Spec.Number("completions");

    /// <summary>With a failure policy a Pod is replaced only when it has ended: only then is known how.</summary>
    public bool ReplacesOnlyFailed => (Job.Spec.Text("podReplacementPolicy") ?? (Job.Spec.Object("podFailurePolicy") is null ? null : "Failed")) == "Failed";

    public long BackoffLimit => Job.Spec.Number("backoffLimit") ?? 6;

    /// <summary>Counted for good.</summary>
    public long Succeeded { get; private set; }

    /// <summary>Counted for good.</summary>
    public long Failed { get; private set; }

    public SortedSet<int> Completed { get; }

    /// <summary>Uids noted, not counted yet.</summary>
    public List<string> UncountedSucceeded { get; } = [];

    /// <summary>Uids noted, not counted yet.</summary>
    public List<string> UncountedFailed { get; } = [];

    /// <summary>What a rule of the failure policy that ends the Job says; null when none matched.</summary>
    public string? FailJob { get; private set; }

    /// <summary>Pods that ended and whose finalizer can go once the status is written.</summary>
    public List<PodView> Finished { get; } = [];

    public int Terminating => Pods.Count(static pod => pod is { Deleting: true, Terminal: false });

    public int Ready => Active.Count(static pod => pod.Ready);

    public long TotalSucceeded => Indexed ? Completed.Count : Succeeded + UncountedSucceeded.Count;

    public long TotalFailed => Failed + UncountedFailed.Count;

    /// <summary>Restarts of Pods that restart in place count against the backoff limit too.</summary>
    public long Restarts => Job.Spec.Object("template").Object("spec").Text("restartPolicy") == "OnFailure"
        ? Active.Sum(static pod => pod.Status.Objects("containerStatuses").Sum(static container => container.Number("restartCount") ?? 0))
        : 0;

    public bool Succeeding => Completions is { } wanted ? TotalSucceeded >= wanted : TotalSucceeded > 0 && Active.Count == 0;

    /// <summary>All Pods have ended and are counted.</summary>
    public bool Settled => Active.Count == 0 && Terminating == 0 && UncountedFailed.Count == 0 && UncountedSucceeded.Count == 0 && Finished.Count == 0;

    public static int? Index(PodView pod) => int.TryParse(pod.Annotation(IndexKey), out var index) ? index : null;

    private void Count()
    {
        var byUid = Pods.ToDictionary(static pod => pod.Uid, StringComparer.Ordinal);
        var noted = Job.Status.Object("uncountedTerminatedPods");
        Succeeded += Settle(noted.Texts("succeeded"), byUid, UncountedSucceeded);
        Failed += Settle(noted.Texts("failed"), byUid, UncountedFailed);
        foreach (var pod in Pods)
        {
            if (!pod.HasFinalizer(TrackingFinalizer) || !pod.Terminal && !(Suspended && pod.Deleting))
                continue;
            Finished.Add(pod);
            if (!Suspended || pod.Terminal && !pod.Deleting)
                Note(pod);
        }
    }

    /// <summary>Those that lost their finalizer are counted now; the others stay noted.</summary>
    private static int Settle(IEnumerable<string> uids, Dictionary<string, PodView> byUid, List<string> still)
    {
        var counted = 0;
        foreach (var uid in uids)
        {
            if (byUid.TryGetValue(uid, out var pod) && pod.HasFinalizer(TrackingFinalizer))
                still.Add(uid);
            else
                counted++;
        }

        return counted;
    }

    private void Note(PodView pod)
    {
        if (Indexed && pod.Phase == "Succeeded")
        {
            if (Index(pod) is { } index && index < (Completions ?? 0))
                Completed.Add(index);
            return;
        }

        if (pod.Phase == "Failed" && FailurePolicy.Match(Job.Spec, pod) is { } match)
        {
            FailJob ??= match.Action == "FailJob" ? match.Message : null;
            if (match.Action == "Ignore")
                return;
        }

        var list = pod.Phase == "Succeeded" ? UncountedSucceeded : UncountedFailed;
        if (!list.Contains(pod.Uid, StringComparer.Ordinal))
            list.Add(pod.Uid);
    }
}

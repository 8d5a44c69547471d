using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Disruption;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Simulation.Workloads;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

public sealed class JobTests
{
    [Fact]
    public async Task An_indexed_job_runs_each_index_once_and_completes()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Jobs, Manifests.Job("train", Indexed(4, 4)));

        var pods = cluster.Pods("train");
        Assert.Equal(["train-0", "train-1", "train-2", "train-3"], pods.Select(static pod => pod.Spec.Text("hostname")).Order(StringComparer.Ordinal));
        var first = pods.Single(static pod => pod.Annotation("batch.kubernetes.io/job-completion-index") == "0");
        Assert.StartsWith("train-0-", first.Name, StringComparison.Ordinal);
        Assert.Equal("0", first.Labels["batch.kubernetes.io/job-completion-index"]);
        Assert.True(first.HasFinalizer("batch.kubernetes.io/job-tracking"));
        Assert.Equal(
            """[{"name":"JOB_COMPLETION_INDEX","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.labels['batch.kubernetes.io/job-completion-index']"}}}]""",
            first.Spec.Objects("containers").Single()["env"]!.ToJsonString(Relaxed));
        Assert.Equal("""{"active":4,"terminating":0,"uncountedTerminatedPods":{},"ready":0}""", Counters(cluster.Get(Kinds.Jobs, "train")));

        cluster.Run(5);
        var done = cluster.Get(Kinds.Jobs, "train");
        Assert.Equal("""{"succeeded":4,"terminating":0,"completedIndexes":"0-3","uncountedTerminatedPods":{},"ready":0}""", Counters(done));
        Assert.Equal(["SuccessCriteriaMet", "Complete"], done.Status.Objects("conditions").Select(static condition => condition.Text("type")));
        Assert.Equal("CompletionsReached", done.Condition("Complete").Text("reason"));
        Assert.Equal("Reached expected number of succeeded pods", done.Condition("Complete").Text("message"));
        Assert.NotNull(done.Status.Text("completionTime"));
        Assert.Equal(4, cluster.Pods("train").Count);
        Assert.All(cluster.Pods("train"), static pod => Assert.False(pod.HasFinalizer("batch.kubernetes.io/job-tracking")));
    }

    [Fact]
    public async Task Parallelism_limits_how_many_run_at_once()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Jobs, Manifests.Job("batch", Indexed(7, 2)));
        var most = 0;
        cluster.Run(30, () => most = Math.Max(most, cluster.Pods("batch").Count(static pod => pod.Active)));
        Assert.Equal(2, most);
        Assert.Equal("0-6", cluster.Get(Kinds.Jobs, "batch").Status.Text("completedIndexes"));
    }

    [Fact]
    public async Task Without_indexes_successes_are_counted()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Jobs, Manifests.Job("plain", static spec =>
        {
            spec["completions"] = 3;
            spec["parallelism"] = 2;
        }));
        cluster.Run(20);
        var done = cluster.Get(Kinds.Jobs, "plain");
        Assert.True(Conditions.IsTrue(done.Status, "Complete"));
        Assert.Equal("""{"succeeded":3,"terminating":0,"uncountedTerminatedPods":{},"ready":0}""", Counters(done));
        Assert.Equal(3, cluster.Pods("plain").Count);
    }

    [Fact]
    public async Task A_failed_index_is_tried_again_until_the_backoff_limit()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Jobs, Manifests.Job("bad", static spec =>
        {
            spec["backoffLimit"] = 2;
            Manifests.Annotate(spec, PodAnnotations.ExitCode, "1");
        }));
        cluster.Run(60);
        var failed = cluster.Get(Kinds.Jobs, "bad");
        Assert.Equal(3, failed.Status.Number("failed"));
        Assert.Equal(["FailureTarget", "Failed"], failed.Status.Objects("conditions").Select(static condition => condition.Text("type")));
        Assert.Equal("BackoffLimitExceeded", failed.Condition("Failed").Text("reason"));
        Assert.Equal("Job has reached the specified backoff limit", failed.Condition("Failed").Text("message"));
        Assert.Equal(3, cluster.Pods("bad").Count);
    }

    [Fact]
    public async Task A_lost_pod_of_a_gang_is_replaced_under_the_same_index()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Jobs, Manifests.Job("gang", spec =>
        {
            Indexed(3, 3)(spec);
            Manifests.Annotate(spec, PodAnnotations.RunSeconds, "60");
        }));
        cluster.Run(3);
        var victim = cluster.Pods("gang").Single(static pod => pod.Annotation("batch.kubernetes.io/job-completion-index") == "1").Name;
        cluster.Api.Delete(Kinds.Pods, "default", victim);
        cluster.Run(5);
        var replacement = cluster.Pods("gang").Single(static pod => pod.Annotation("batch.kubernetes.io/job-completion-index") == "1");
        Assert.NotEqual(victim, replacement.Name);
        Assert.Equal("Running", replacement.Phase);
        Assert.Equal(1, cluster.Get(Kinds.Jobs, "gang").Status.Number("failed"));
        cluster.Run(120);
        Assert.Equal("0-2", cluster.Get(Kinds.Jobs, "gang").Status.Text("completedIndexes"));
    }

    [Fact]
    public async Task The_deadline_ends_a_job_that_takes_too_long()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Jobs, Manifests.Job("slow", static spec =>
        {
            spec["activeDeadlineSeconds"] = 20;
            Manifests.Annotate(spec, PodAnnotations.RunSeconds, "3600");
        }));
        cluster.Run(19);
        Assert.Null(cluster.Get(Kinds.Jobs, "slow").Condition("Failed"));
        cluster.Run(3);
        Assert.Equal("DeadlineExceeded", cluster.Get(Kinds.Jobs, "slow").Condition("Failed").Text("reason"));
        Assert.DoesNotContain(cluster.Pods("slow"), static pod => pod.Active);
    }

    [Fact]
    public async Task A_suspended_job_has_no_pods_and_resumes_without_a_failure()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Jobs, Manifests.Job("train", spec =>
        {
            Indexed(2, 2)(spec);
            Manifests.Annotate(spec, PodAnnotations.RunSeconds, "30");
        }));
        cluster.Run(3);
        cluster.Change(Kinds.Jobs, "train", static job => job.Ensure("spec")["suspend"] = true);
        cluster.Run(3);
        Assert.Empty(cluster.Pods("train"));
        Assert.Equal("JobSuspended", cluster.Get(Kinds.Jobs, "train").Condition("Suspended").Text("reason"));
        Assert.Null(cluster.Get(Kinds.Jobs, "train").Status.Text("startTime"));

        cluster.Change(Kinds.Jobs, "train", static job => job.Ensure("spec")["suspend"] = false);
        cluster.Run(40);
        var done = cluster.Get(Kinds.Jobs, "train");
        Assert.True(Conditions.IsTrue(done.Status, "Complete"));
        Assert.Equal("JobResumed", done.Condition("Suspended").Text("reason"));
        Assert.Null(done.Status.Number("failed"));
    }

    [Fact]
    public async Task A_finished_job_is_deleted_after_its_time_to_live()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Jobs, Manifests.Job("brief", static spec => spec["ttlSecondsAfterFinished"] = 30));
        cluster.Run(20);
        Assert.True(Conditions.IsTrue(cluster.Get(Kinds.Jobs, "brief").Status, "Complete"));
        cluster.Run(30);
        Assert.True(cluster.Find(Kinds.Jobs, "brief") is null or { Deleting: true });
    }

    [Fact]
    public async Task Restarts_in_place_count_against_the_backoff_limit()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Jobs, Manifests.Job("flaky", static spec =>
        {
            spec["backoffLimit"] = 1;
            Manifests.Annotate(spec, PodAnnotations.Crash, "true");
        }, restartPolicy: "OnFailure"));
        cluster.Run(60);
        Assert.Equal("BackoffLimitExceeded", cluster.Get(Kinds.Jobs, "flaky").Condition("Failed").Text("reason"));
        Assert.DoesNotContain(cluster.Pods("flaky"), static pod => pod.Active);
    }

    [Fact]
    public async Task A_failure_policy_ignores_disruptions_and_replaces_only_what_has_ended()
    {
        await using var cluster = SimulatedCluster.Cpu(2, new SimulationOptions { SystemPods = false, TerminationGraceCap = TimeSpan.FromSeconds(10) });
        cluster.Create(Kinds.Jobs, Manifests.Job("gang", spec =>
        {
            Indexed(2, 2)(spec);
            spec["backoffLimit"] = 0;
            spec["podFailurePolicy"] = JsonNode.Parse("""{"rules": [{"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}]}""");
            Manifests.Annotate(spec, PodAnnotations.RunSeconds, "60");
        }));
        cluster.Run(3);
        PodEviction.Evict(cluster.Api, "default", cluster.Pods("gang")[0].Name);
        cluster.Run(5);
        Assert.Equal(2, cluster.Pods("gang").Count);
        cluster.Run(10);
        Assert.Equal(2, cluster.Pods("gang").Count(static pod => pod.Active));
        cluster.Run(100);
        var done = cluster.Get(Kinds.Jobs, "gang");
        Assert.True(Conditions.IsTrue(done.Status, "Complete"));
        Assert.Null(done.Status.Number("failed"));
    }

    [Fact]
    public async Task A_failure_policy_can_end_the_job_by_exit_code()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Jobs, Manifests.Job("bad", static spec =>
        {
            spec["podFailurePolicy"] = JsonNode.Parse("""{"rules": [{"action": "FailJob", "onExitCodes": {"operator": "In", "values": [42]}}]}""");
            Manifests.Annotate(spec, PodAnnotations.ExitCode, "42");
        }));
        cluster.Run(10);
        var failed = cluster.Get(Kinds.Jobs, "bad").Condition("Failed");
        Assert.Equal("PodFailurePolicy", failed.Text("reason"));
        Assert.Matches("^Container app for pod default/bad-.{5} failed with exit code 42 matching FailJob rule at index 0$", failed.Text("message"));
        Assert.Single(cluster.Pods("bad"));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("3", "3")]
    [InlineData("0,1", "0,1")]
    [InlineData("0-2,4,6-9", "0-2,4,6-9")]
    [InlineData("0,1,2", "0-2")]
    public void Completed_indexes_are_written_as_ranges(string text, string expected) => Assert.Equal(expected, IndexRanges.Format(IndexRanges.Parse(text)));

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static Action<JsonObject> Indexed(int completions, int parallelism) => spec =>
    {
        spec["completions"] = completions;
        spec["parallelism"] = parallelism;
        spec["completionMode"] = "Indexed";
    };

    private static string Counters(ObjectView job)
    {
        var status = (JsonObject)job.Status!.DeepClone();
        foreach (var key in (string[])["conditions", "startTime", "completionTime"])
            status.Remove(key);
        return status.ToJsonString();
    }
}

using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;

namespace Lepton.Operator.Tests.Emission;

/// <summary>The deadline of a training run with a fence of 600 s, started at noon.</summary>
public sealed class FenceRenewalTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(3600L, null, 3600L)]
    [InlineData(null, 600, 600L)]
    [InlineData(3600L, 600, 600L)]
    [InlineData(60L, 600, 60L)]
    public void A_run_begins_with_the_nearer_deadline(long? own, int? fence, long? expected) =>
        Assert.Equal(expected, FenceRenewal.FirstDeadline(own, fence is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

    [Theory]
    // A third of the fence may pass before it is moved on.
    [InlineData(199, 600, 600)]
    [InlineData(201, 600, 801)]
    [InlineData(5000, 600, 5600)]
    // A deadline beyond the fence (the policy was stricter since) comes nearer.
    [InlineData(100, 9000, 700)]
    public void It_is_moved_on_from_time_to_time(int elapsed, long stands, long expected) => Assert.Equal(expected, Renewed(elapsed, stands, own: null));

    [Theory]
    [InlineData(2900, 3200, 3500)]
    [InlineData(3300, 3500, 3600)]
    public void The_users_own_deadline_stays_the_last(int elapsed, long stands, long expected) => Assert.Equal(expected, Renewed(elapsed, stands, own: 3600));

    [Fact]
    public void Before_the_run_has_begun_nothing_is_moved()
    {
        var wanted = Job(600, null);
        Assert.Same(wanted, FenceRenewal.Renewed(wanted, new JsonObject { ["spec"] = new JsonObject { ["activeDeadlineSeconds"] = 600 } }, Noon));
        var free = Job(null, null);
        Assert.Same(free, FenceRenewal.Renewed(free, Live(600, null), Noon));
    }

    [Fact]
    public void A_deadline_that_was_moved_on_is_no_difference_and_the_rest_is()
    {
        var live = Live(600, null, 4321);
        live["spec"]!["parallelism"] = 2;
        var unmoved = FenceRenewal.Unmoved(Job(600, null), live);
        Assert.Equal(4321, (long)unmoved.Json["spec"]!["activeDeadlineSeconds"]!);
        Assert.Null(unmoved.Json["spec"]!["parallelism"]);
        var free = Job(null, null);
        Assert.Same(free, FenceRenewal.Unmoved(free, live));
    }

    [Fact]
    public void A_run_ended_by_its_fence_is_made_anew_and_one_ended_by_its_own_deadline_is_not()
    {
        Assert.False(FenceRenewal.Ended(Live(600, null)));
        Assert.True(FenceRenewal.Ended(Failed(Live(600, null), 900, "DeadlineExceeded")));
        Assert.False(FenceRenewal.Ended(Failed(Live(600, null), 900, "BackoffLimitExceeded")));
        Assert.True(FenceRenewal.Ended(Failed(Live(600, 3600), 900, "DeadlineExceeded")));
        Assert.False(FenceRenewal.Ended(Failed(Live(600, 3600), 3600, "DeadlineExceeded")));
        Assert.False(FenceRenewal.Ended(Failed(Live(null, null), 900, "DeadlineExceeded")));
        Assert.True(JobReplacement.Needed(Job(600, null).Json, Failed(Live(600, null), 900, "DeadlineExceeded")));
    }

    private static long Renewed(int elapsed, long stands, long? own) =>
        (long)FenceRenewal.Renewed(Job(600, own), Live(600, own, stands), Noon.AddSeconds(elapsed)).Json["spec"]!["activeDeadlineSeconds"]!;

    private static DesiredObject Job(int? fence, long? own) => new(ResourceDefinition.Of<V1Job>(), "ns", "t", Live(fence, own));

    private static JsonObject Live(int? fence, long? own, long deadline = 600)
    {
        var annotations = new JsonObject();
        FenceRenewal.Annotate(annotations, own, fence is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        return new JsonObject
        {
            ["kind"] = "Job",
            ["metadata"] = new JsonObject { ["annotations"] = annotations },
            ["spec"] = new JsonObject { ["activeDeadlineSeconds"] = deadline },
            ["status"] = new JsonObject { ["startTime"] = "2026-03-01T12:00:00Z" },
        };
    }

    private static JsonObject Failed(JsonObject job, int after, string reason)
    {
        job["status"]!["conditions"] = new JsonArray(new JsonObject { ["type"] = "Failed", ["status"] = "True", ["reason"] = reason, ["lastTransitionTime"] = Noon.AddSeconds(after).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'") });
        return job;
    }
}

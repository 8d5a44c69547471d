using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.Operator.Tests.Loop;

/// <summary>New images from cluster to cluster, the operator ended and started anew on the way.</summary>
public sealed class RolloutTests
{
    [Fact]
    public async Task Ended_in_the_middle_a_rollout_goes_on_from_where_it_was()
    {
        await using var world = Spread(new RolloutPolicy { MinReadySeconds = 60 });
        world.Start();
        await world.ReadyAsync("m");
        await world.UntilAsync(() => world.Model("m")!.Status!.Revision is { Number: 1 });
        Assert.Equal([1L], world.Hub.Fake<V1ControllerRevision>().All.Select(r => r.Revision));

        world.Edit("m", m => m.Spec.Image = "next");
        await world.UntilAsync(() => Images(world) == "aws:next azure:vllm/vllm-openai:v1 gcp:vllm/vllm-openai:v1");
        await world.StopAsync();
        world.Start();
        await world.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("aws:next azure:vllm/vllm-openai:v1 gcp:vllm/vllm-openai:v1", Images(world));
        Assert.Equal(("True", "RollingOut"), (world.Condition("m", "Progressing")!.Status, world.Condition("m", "Progressing")!.Reason));

        await world.UntilAsync(() => Images(world) == "aws:next azure:next gcp:vllm/vllm-openai:v1");
        await world.StopAsync();
        world.Start();
        await world.UntilAsync(() => world.Model("m")!.Status is { Rollout: null, Revision.Number: 2 });
        Assert.Equal("aws:next azure:next gcp:next", Images(world));
        Assert.Equal("False", world.Condition("m", "Progressing")!.Status);
    }

    /// <summary>Whatever was written last: the next one reads it and goes on.</summary>
    [Fact]
    public async Task Ended_after_every_step_of_a_rollout_and_of_its_failure_it_ends_where_it_should()
    {
        await using var world = Spread(new RolloutPolicy { MinReadySeconds = 20, ProgressDeadline = "30s" });
        world.Start();
        await world.ReadyAsync("m");
        await world.UntilAsync(() => world.Model("m")!.Status!.Revision is { Number: 1 });
        world.Edit("m", m => m.Spec.Image = "next");
        Assert.Equal(["Progressing Updating Pending Pending", "Progressing Updated Updating Pending", "Progressing Updated Updated Updating", ""], await StepsAsync(world));
        Assert.Equal(("aws:next azure:next gcp:next", 2L), (Images(world), world.Model("m")!.Status!.Revision!.Number));

        // Replicas that are never ready: late, and back.
        world.Edit("m", m => (m.Spec.Image, m.Spec.LoadTime) = ("broken", "0s"));
        world.Broken = "broken";
        var steps = await StepsAsync(world, until: "RolledBack");
        Assert.Equal("Progressing Updating Pending Pending", steps[0]);
        Assert.StartsWith("RolledBack", steps[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(steps, s => s.StartsWith("Progressing Updated", StringComparison.Ordinal));
        Assert.Equal("aws:next azure:next gcp:next", Images(world));
    }

    [Fact]
    public async Task A_hub_that_lets_no_revision_be_kept_holds_a_rollout_and_nothing_else()
    {
        await using var world = Spread(new RolloutPolicy());
        world.Hub.Fake<V1ControllerRevision>().Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        world.Start();
        await world.ReadyAsync("m");
        await world.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Null(world.Model("m")!.Status!.Revision);
        world.Hub.Fake<V1ControllerRevision>().Fault = null;
        await world.UntilAsync(() => world.Model("m")!.Status!.Revision is { Number: 1 });
    }

    [Fact]
    public async Task A_revision_that_is_gone_is_told_and_what_runs_stays_as_it_is()
    {
        await using var world = Spread(new RolloutPolicy { MinReadySeconds = 300 });
        world.Start();
        await world.ReadyAsync("m");
        await world.UntilAsync(() => world.Model("m")!.Status!.Revision is { Number: 1 });
        await world.StopAsync();
        await world.Hub.Resource<V1ControllerRevision>().DeleteAsync("m-1", "ns");
        world.Edit("m", m => m.Spec.Image = "next");
        world.Start();
        await world.UntilAsync(() => world.Condition("m", "Applied") is { Status: "False", Reason: "RevisionMissing" });
        Assert.Contains("ControllerRevision ns/m-1: found none of this model, expected revision 1", world.Condition("m", "Applied")!.Message, StringComparison.Ordinal);
        await world.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("azure:vllm/vllm-openai:v1 gcp:vllm/vllm-openai:v1", Images(world)[(Images(world).IndexOf(' ', StringComparison.Ordinal) + 1)..]);
    }

    [Fact]
    public async Task Without_an_order_all_clusters_get_it_at_once_and_it_is_kept_when_it_is_at_work()
    {
        await using var world = Spread(null);
        world.Start();
        await world.ReadyAsync("m");
        await world.UntilAsync(() => world.Model("m")!.Status!.Revision is { Number: 1 });
        world.Edit("m", m => m.Spec.Image = "next");
        await world.UntilAsync(() => world.Model("m")!.Status!.Revision is { Number: 2 });
        Assert.Equal(("aws:next azure:next gcp:next", null), (Images(world), world.Model("m")!.Status!.Rollout));
        Assert.Equal(2, world.Hub.Fake<V1ControllerRevision>().All.Count);
    }

    /// <summary>The states in which the rollout was seen, in each of which the operator ended and began anew.</summary>
    private static async Task<List<string>> StepsAsync(World world, string until = "")
    {
        var steps = new List<string>();
        var last = "nothing";
        while (!(steps is [.., var newest] && (until.Length == 0 ? newest.Length == 0 : newest.StartsWith(until, StringComparison.Ordinal))))
        {
            await world.UntilAsync(() => State() != last && (steps.Count > 0 || State().Length > 0));
            steps.Add(last = State());
            await world.StopAsync();
            world.Start();
        }

        return steps;

        string State() => world.Model("m")!.Status!.Rollout is { } rollout ? $"{rollout.Phase} {string.Join(' ', rollout.Clusters!.OrderBy(c => c.Cluster, StringComparer.Ordinal).Select(c => c.State))}" : "";
    }

    private static World Spread(RolloutPolicy? rollout) => new World().Cloud("aws", 10).Cloud("azure", 11).Cloud("gcp", 12).With(Make.Policy("default", s =>
    {
        s.Spread = [new SpreadConstraint { Topology = TopologyKind.Cluster, MinDomains = 3 }];
        s.Rebalance.Mode = RebalanceMode.Disabled;
        s.Rollout = rollout;
    })).With(Make.Model("m", 3, 1));

    private static string Images(World world) => string.Join(' ', new[] { "aws", "azure", "gcp" }.Select(c =>
        $"{c}:{(string?)world.In<V1Deployment>(c).Single().Json["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]}"));
}

using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Kubernetes.Models;

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

    private static World Spread(RolloutPolicy? rollout) => new World().Cloud("aws", 10).Cloud("azure", 11).Cloud("gcp", 12).With(Make.Policy("default", s =>
    {
        s.Spread = [new SpreadConstraint { Topology = TopologyKind.Cluster, MinDomains = 3 }];
        s.Rebalance.Mode = RebalanceMode.Disabled;
        s.Rollout = rollout;
    })).With(Make.Model("m", 3, 1));

    private static string Images(World world) => string.Join(' ', new[] { "aws", "azure", "gcp" }.Select(c =>
        $"{c}:{(string?)world.In<V1Deployment>(c).Single().Json["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]}"));
}

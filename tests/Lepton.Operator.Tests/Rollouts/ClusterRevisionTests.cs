using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Rollouts;

namespace Lepton.Operator.Tests.Rollouts;

/// <summary>What a cluster is to run follows from the model's status alone.</summary>
public sealed class ClusterRevisionTests
{
    private static readonly PlacementPolicy Ordered = Make.Policy("p", s => s.Rollout = new RolloutPolicy());

    [Fact]
    public void Before_anything_was_ever_good_it_is_the_spec() => Assert.Null(ClusterRevision.Of(Model("v2", null), Ordered, "a"));

    [Fact]
    public void A_change_goes_nowhere_before_its_rollout_is_written_down_unless_there_is_no_order()
    {
        Assert.Equal(4, ClusterRevision.Of(Model("v2", null, good: "v1"), Ordered, "a"));
        Assert.Null(ClusterRevision.Of(Model("v2", null, good: "v1"), null, "a"));
        Assert.Null(ClusterRevision.Of(Model("v1", null, good: "v1"), Ordered, "a"));
    }

    [Fact]
    public void During_a_rollout_it_is_what_is_written_of_the_cluster_and_the_good_one_where_nothing_is()
    {
        var model = Model("v2", RolloutPhase.Progressing, good: "v1");
        Assert.Equal((null, 4L, 4L), (ClusterRevision.Of(model, Ordered, "a"), ClusterRevision.Of(model, Ordered, "b"), ClusterRevision.Of(model, Ordered, "new")));
        // Whatever became of the policy.
        Assert.Equal(4, ClusterRevision.Of(model, null, "b"));
    }

    [Fact]
    public void After_a_failure_it_is_the_good_one_everywhere_and_the_spec_again_when_that_is_good()
    {
        foreach (var phase in new[] { RolloutPhase.RollingBack, RolloutPhase.RolledBack })
            Assert.Equal((4L, 4L), (ClusterRevision.Of(Model("v2", phase, good: "v1"), null, "a"), ClusterRevision.Of(Model("v2", phase, good: "v1"), Ordered, "new")));
        Assert.Null(ClusterRevision.Of(Model("v1", RolloutPhase.RolledBack, good: "v1"), Ordered, "a"));
    }

    [Fact]
    public void A_newer_change_leaves_all_as_it_is_until_it_is_written_down()
    {
        var model = Model("v2", RolloutPhase.Progressing, good: "v1");
        model = Clone(model, "v3");
        Assert.Equal((5L, 4L), (ClusterRevision.Of(model, Ordered, "a"), ClusterRevision.Of(model, Ordered, "b")));
        model.Status!.Rollout!.Phase = RolloutPhase.RolledBack;
        Assert.Equal(4, ClusterRevision.Of(model, Ordered, "a"));
    }

    [Fact]
    public void A_gang_has_one_revision_only()
    {
        var gang = Model("v2", null, good: "v1");
        gang.Spec.Workload = WorkloadKind.Training;
        Assert.Null(ClusterRevision.Of(gang, Ordered, "a"));
    }

    private static LeptonModel Model(string image, RolloutPhase? phase, string? good = null)
    {
        var model = Make.Model("m");
        model.Spec.Image = image;
        model.Status = new LeptonModelStatus { Revision = good is null ? null : new ModelRevision { Number = 4, Hash = HashOf(good) } };
        if (phase is { } known)
        {
            model.Status.Rollout = new RolloutStatus
            {
                Revision = new ModelRevision { Number = 5, Hash = HashOf("v2") },
                Phase = known,
                Clusters = [new ClusterRollout { Cluster = "a", Revision = 5, State = ClusterRolloutState.Updating }, new ClusterRollout { Cluster = "b", Revision = 4 }],
            };
        }

        return model;
    }

    private static LeptonModel Clone(LeptonModel model, string image)
    {
        var copy = Make.Model("m");
        (copy.Spec.Image, copy.Status) = (image, model.Status);
        return copy;
    }

    private static string HashOf(string image)
    {
        var model = Make.Model("m");
        model.Spec.Image = image;
        return RevisionTemplate.Hash(model);
    }
}

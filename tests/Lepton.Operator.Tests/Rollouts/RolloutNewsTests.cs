using Lepton.Api.Models;
using Lepton.Operator.Rollouts;

namespace Lepton.Operator.Tests.Rollouts;

public sealed class RolloutNewsTests
{
    private readonly RolloutScene _scene = new();
    private LeptonModelStatus? _before;

    [Fact]
    public void A_rollout_tells_its_beginning_each_cluster_and_its_end()
    {
        Assert.Equal(["RolloutStarted", "RolloutStep"], After(s => s.Turn(2)));
        Assert.Empty(After(s => s.Turn()));
        Assert.Equal(["ClusterUpdated", "RolloutStep"], After(s => s.Becomes("a")).Order());
        After(s => s.Becomes("b"));
        Assert.Equal(["RolloutCompleted"], After(s => s.Becomes("c")));
    }

    [Fact]
    public void A_failure_is_told_once_and_so_is_the_return()
    {
        After(s => s.Turn(2));
        After(s => s.Becomes("a"));
        _scene.Failing["b"] = "no";
        _scene.Ready["b"] = RolloutScene.New;
        Assert.Equal(["RolloutFailed"], After(s => s.Turn()));
        Assert.Empty(After(s => s.Turn()));
        After(s => s.Becomes("a", RolloutScene.Good));
        Assert.Equal(["RolloutRolledBack"], After(s => s.Becomes("b", RolloutScene.Good)));
        _scene.Hash = RolloutScene.Good;
        Assert.Equal(["RolloutReplaced"], After(s => s.Turn()));
    }

    [Fact]
    public void Another_change_ends_the_one_before()
    {
        After(s => s.Turn(2));
        _scene.Hash = RolloutScene.Newest;
        Assert.Equal(["RolloutReplaced", "RolloutStarted"], After(s => s.Turn(3)).Take(2));
    }

    private List<string> After(Action<RolloutScene> act)
    {
        _before = Copy(_scene.Status);
        act(_scene);
        return [.. RolloutNews.Between(new LeptonModel { Status = _before }, new LeptonModel { Status = _scene.Status }).Select(n => n.Reason)];
    }

    private static LeptonModelStatus Copy(LeptonModelStatus status) =>
        Kubernetes.Serialization.KubernetesJson.Deserialize<LeptonModelStatus>(Kubernetes.Serialization.KubernetesJson.ToNode(status)!)!;
}

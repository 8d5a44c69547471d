using Lepton.Api.Models;
using Lepton.Operator.Rollouts;

namespace Lepton.Operator.Tests.Rollouts;

/// <summary>A model in some clusters, and what is seen in each: for the state machine alone.</summary>
internal sealed class RolloutScene
{
    public const string Good = "aaaaaaaaaaaaaaaa";
    public const string New = "bbbbbbbbbbbbbbbb";
    public const string Newest = "cccccccccccccccc";

    public EffectiveRollout? Rules { get; set; } = new([], 1, TimeSpan.Zero, TimeSpan.FromMinutes(10), 3, true, false);

    public LeptonModelStatus Status { get; } = new() { Revision = new ModelRevision { Number = 1, Hash = Good } };

    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public string Hash { get; set; } = New;

    public List<(string Cluster, int Stage)> Clusters { get; } = [("a", 0), ("b", 0), ("c", 0)];

    /// <summary>By cluster: what runs there, all of it ready.</summary>
    public Dictionary<string, string> Ready { get; } = new() { ["a"] = Good, ["b"] = Good, ["c"] = Good };

    public Dictionary<string, string> Failing { get; } = [];

    public HashSet<string> Silent { get; } = [];

    public RolloutStatus Rollout => Status.Rollout ?? throw new InvalidOperationException("no rollout is under way");

    /// <summary>As <c>a:Updating b:Pending</c>.</summary>
    public string States => string.Join(' ', Rollout.Clusters!.OrderBy(c => c.Cluster, StringComparer.Ordinal).Select(c => $"{c.Cluster}:{c.State}"));

    /// <summary>As <c>a2 b1</c>: the revision each cluster is to run.</summary>
    public string Revisions => string.Join(' ', Rollout.Clusters!.OrderBy(c => c.Cluster, StringComparer.Ordinal).Select(c => $"{c.Cluster}{c.Revision}"));

    /// <param name="kept">The number under which the spec was kept just now.</param>
    public RolloutScene Turn(long? kept = null)
    {
        RolloutMachine.Next(Status, new RolloutTurn
        {
            Hash = Hash,
            Rules = Rules,
            Recorded = kept is { } number ? new ModelRevision { Number = number, Hash = Hash } : null,
            Clusters = Clusters,
            Placed = Clusters.Select(c => c.Cluster).ToHashSet(),
            Look = (cluster, hash, _) => Silent.Contains(cluster) ? ClusterSight.Silent : new ClusterSight(true, Ready[cluster] == hash ? null : "1 of 2 replicas are ready", Failing.GetValueOrDefault(cluster)),
            Now = Now,
        });
        return this;
    }

    public RolloutScene After(TimeSpan time)
    {
        Now += time;
        return Turn();
    }

    /// <summary>All replicas of a cluster become ready with what is given.</summary>
    public RolloutScene Becomes(string cluster, string hash = New)
    {
        Ready[cluster] = hash;
        return Turn();
    }
}

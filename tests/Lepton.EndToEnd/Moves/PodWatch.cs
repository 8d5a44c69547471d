using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Storage;

namespace Lepton.EndToEnd.Moves;

/// <summary>Follows all pods of a model: where they are, and how many serve.</summary>
/// <param name="time">Dates the samples; the real clock if null.</param>
internal sealed class PodWatch(TestFleet fleet, string model, TimeProvider? time = null) : ModelWatch<PodWatch.Sample>(fleet, model)
{
    private readonly Dictionary<string, (string Cluster, bool Alive, bool Ready)> _pods = new(StringComparer.Ordinal);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>How it stood after each change.</summary>
    public IReadOnlyList<Sample> Samples => Moments;

    /// <summary>Clusters with a pod that serves now.</summary>
    public IReadOnlyList<string> ReadyIn
    {
        get
        {
            lock (Gate)
                return [.. _pods.Values.Where(p => p.Ready).Select(p => p.Cluster).Distinct(StringComparer.Ordinal)];
        }
    }

    protected override Sample? Take(string cluster, StoreEvent change)
    {
        if (change.Resource.Resource != "pods")
            return null;
        if (change.Type == StoreEventType.Deleted)
            _pods.Remove(KeyOf(cluster, change));
        else
            _pods[KeyOf(cluster, change)] = (cluster, PodFacts.IsAlive(change.Object), PodFacts.IsReady(change.Object));
        var alive = _pods.Values.Where(p => p.Alive).Select(p => p.Cluster).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return new Sample(alive, _pods.Values.Count(p => p.Ready), $"{change.Type} {cluster}/{change.Object["metadata"]!["name"]} {(string?)change.Object["status"]?["phase"]} {(string?)change.Object["status"]?["reason"]}", _time.GetUtcNow());
    }

    /// <param name="AliveIn">Clusters with a pod that has not ended.</param>
    /// <param name="Ready">Pods over all clusters that serve.</param>
    /// <param name="Change">The pod that changed, for messages.</param>
    internal sealed record Sample(IReadOnlyList<string> AliveIn, int Ready, string Change, DateTimeOffset At);
}

using System.Text.Json.Nodes;
using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Storage;

namespace Lepton.EndToEnd.Moves;

/// <summary>Follows all pods of a model over all members from within their storage: every change, in order, none missed between two polls.</summary>
internal sealed class PodWatch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Cluster, bool Alive, bool Ready)> _pods = new(StringComparer.Ordinal);
    private readonly List<Sample> _samples = [];
    private readonly List<IDisposable> _subscriptions = [];
    private readonly string _model;
    private readonly TimeProvider _time;

    /// <param name="time">Dates the samples; the real clock if null.</param>
    public PodWatch(TestFleet fleet, string model, TimeProvider? time = null)
    {
        (_model, _time) = (model, time ?? TimeProvider.System);
        foreach (var member in SmallFleet.Members)
            _subscriptions.Add(fleet.Server(member).Api.Subscribe(e => Take(member, e)));
    }

    /// <summary>How it stood after each change.</summary>
    public IReadOnlyList<Sample> Samples
    {
        get
        {
            lock (_lock)
                return [.. _samples];
        }
    }

    /// <summary>Clusters with a pod that serves now.</summary>
    public IReadOnlyList<string> ReadyIn
    {
        get
        {
            lock (_lock)
                return [.. _pods.Values.Where(p => p.Ready).Select(p => p.Cluster).Distinct(StringComparer.Ordinal)];
        }
    }

    public void Dispose() => _subscriptions.ForEach(s => s.Dispose());

    private void Take(string cluster, StoreEvent change)
    {
        if (change.Resource.Resource != "pods" || (string?)change.Object["metadata"]?["labels"]?["lepton.ai/model"] != _model)
            return;
        var key = $"{cluster}/{(string?)change.Object["metadata"]!["uid"]}";
        lock (_lock)
        {
            if (change.Type == StoreEventType.Deleted)
                _pods.Remove(key);
            else
                _pods[key] = (cluster, IsAlive(change.Object), IsReady(change.Object));
            var alive = _pods.Values.Where(p => p.Alive).Select(p => p.Cluster).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            _samples.Add(new Sample(alive, _pods.Values.Count(p => p.Ready), $"{change.Type} {cluster}/{change.Object["metadata"]!["name"]} {(string?)change.Object["status"]?["phase"]} {(string?)change.Object["status"]?["reason"]}", _time.GetUtcNow()));
        }
    }

    private static bool IsAlive(JsonObject pod) => (string?)pod["status"]?["phase"] is not ("Succeeded" or "Failed");

    /// <summary>Ready and not on its way out: what a Service sends requests to.</summary>
    private static bool IsReady(JsonObject pod) => pod["metadata"]!["deletionTimestamp"] is null
        && (pod["status"]?["conditions"] as JsonArray)?.Any(c => (string?)c?["type"] == "Ready" && (string?)c["status"] == "True") == true;

    /// <param name="AliveIn">Clusters with a pod that has not ended.</param>
    /// <param name="Ready">Pods over all clusters that serve.</param>
    /// <param name="Change">The pod that changed, for messages.</param>
    internal sealed record Sample(IReadOnlyList<string> AliveIn, int Ready, string Change, DateTimeOffset At);
}

using System.Text.Json.Nodes;
using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Storage;

namespace Lepton.EndToEnd.Losses;

/// <summary>
/// Follows pods and Deployments of many models from within the members' storage, every change in order. Keeps what a loss is judged by: when all that is wanted was written to the other members, when it was
/// ready there, whether a served model ever had fewer ready than it wants, and whether a gang was ever alive in two places.
/// </summary>
internal sealed class ReplicaWatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IReadOnlyDictionary<string, int> _wanted;
    private readonly TimeProvider _time;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly Dictionary<string, ModelCount> _models;
    private readonly List<string> _broken = [];
    private readonly HashSet<string> _unplaced = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unready = new(StringComparer.Ordinal);
    private string? _lost;
    private bool _guarded;

    public ReplicaWatch(TestFleet fleet, IReadOnlyDictionary<string, int> wanted, IEnumerable<string> gangs, TimeProvider time)
    {
        (_wanted, _time) = (wanted, time);
        _models = wanted.Keys.Concat(gangs).ToDictionary(m => m, _ => new ModelCount(), StringComparer.Ordinal);
        foreach (var member in SmallFleet.Members)
            _subscriptions.Add(fleet.Server(member).Api.Subscribe(e => Seen(member, e)));
    }

    /// <summary>When all served replicas were wanted of the members that are left, by their Deployments; null when they are not yet.</summary>
    public DateTimeOffset? PlacedAt { get; private set; }

    /// <summary>When all of them were ready there.</summary>
    public DateTimeOffset? ReadyAt { get; private set; }

    /// <summary>What must never be and was.</summary>
    public IReadOnlyList<string> Broken
    {
        get
        {
            lock (_gate)
                return [.. _broken];
        }
    }

    /// <summary>Some that are missing, for messages.</summary>
    public string Missing
    {
        get
        {
            lock (_gate)
                return $"{_unplaced.Count} not written ({string.Join(", ", _unplaced.Order(StringComparer.Ordinal).Take(3))}), {_unready.Count} not ready ({string.Join(", ", _unready.Order(StringComparer.Ordinal).Take(3))})";
        }
    }

    /// <summary>How many served models have all that is ready of them in one member.</summary>
    public int HomeIn(string member)
    {
        lock (_gate)
            return _wanted.Keys.Count(m => _models[m].Ready(except: null) > 0 && _models[m].Ready(except: member) == 0);
    }

    /// <summary>Ready pods in a member by model, by their uids.</summary>
    public IReadOnlyDictionary<string, HashSet<string>> ReadyPods(string member)
    {
        lock (_gate)
            return _wanted.Keys.ToDictionary(m => m, m => _models[m].Pods.Where(p => p.Value.Ready && p.Value.Member == member).Select(p => p.Key).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>What a model went through lately, for messages.</summary>
    public string Story(string model)
    {
        lock (_gate)
            return $"{model}: {string.Join("; ", _models[model].Story)}";
    }

    /// <summary>From now on every served model has all it wants ready at all times.</summary>
    public void Guard()
    {
        lock (_gate)
            _guarded = true;
    }

    /// <summary>From now on it is waited for all that is wanted to be elsewhere.</summary>
    public void Lose(string member)
    {
        lock (_gate)
        {
            (_lost, PlacedAt, ReadyAt) = (member, null, null);
            _unplaced.UnionWith(_wanted.Keys);
            _unready.UnionWith(_wanted.Keys);
            foreach (var model in _wanted.Keys)
                Judge(model);
            Conclude();
        }
    }

    public void Dispose() => _subscriptions.ForEach(s => s.Dispose());

    private void Seen(string member, StoreEvent change)
    {
        if (change.Resource.Resource is not ("pods" or "deployments") || (string?)change.Object["metadata"]?["labels"]?["lepton.ai/model"] is not { } model)
            return;
        lock (_gate)
        {
            if (!_models.TryGetValue(model, out var count))
                return;
            var (uid, gone) = ((string)change.Object["metadata"]!["uid"]!, change.Type == StoreEventType.Deleted);
            if (change.Resource.Resource == "deployments")
                count.Deployment(uid, member, gone ? 0 : (int?)change.Object["spec"]?["replicas"] ?? 1);
            else
                count.Pod(uid, member, gone ? null : change.Object);
            count.Tell($"{_time.GetUtcNow():HH:mm:ss.f} {change.Type} {member}/{change.Object["metadata"]!["name"]}");
            Check(model, count, $"{change.Type} {member}/{change.Object["metadata"]!["name"]}");
            Judge(model);
            Conclude();
        }
    }

    private void Check(string model, ModelCount count, string change)
    {
        var wanted = _wanted.GetValueOrDefault(model);
        if (wanted > 0 && _guarded && count.Ready(except: null) is var ready && ready < wanted)
            _broken.Add($"{model} had {ready} of {wanted} ready after {change}");
        if (wanted == 0 && count.AliveIn() is { Count: > 1 } two)
            _broken.Add($"{model} was alive in {string.Join(" and ", two)} at once after {change}");
    }

    private void Judge(string model)
    {
        if (_lost is null || !_wanted.TryGetValue(model, out var wanted))
            return;
        if (_models[model].Asked(except: _lost) >= wanted)
            _unplaced.Remove(model);
        if (_models[model].Ready(except: _lost) >= wanted)
            _unready.Remove(model);
    }

    private void Conclude()
    {
        if (_lost is null)
            return;
        if (_unplaced.Count == 0)
            PlacedAt ??= _time.GetUtcNow();
        if (_unready.Count == 0)
            ReadyAt ??= _time.GetUtcNow();
    }

    /// <summary>Pods and Deployments of one model over all members.</summary>
    private sealed class ModelCount
    {
        private readonly Dictionary<string, (string Member, int Replicas)> _deployments = new(StringComparer.Ordinal);
        private string _last = "";

        public Dictionary<string, (string Member, bool Ready, bool Alive)> Pods { get; } = new(StringComparer.Ordinal);

        public void Deployment(string uid, string member, int replicas) => _deployments[uid] = (member, replicas);

        public void Pod(string uid, string member, JsonObject? pod)
        {
            if (pod is null)
                Pods.Remove(uid);
            else
                Pods[uid] = (member, PodFacts.IsReady(pod), PodFacts.IsAlive(pod));
        }

        /// <summary>The last changes that made a difference, and how it stood after each.</summary>
        public Queue<string> Story { get; } = [];

        public void Tell(string change)
        {
            var now = string.Join(' ', _deployments.Values.Where(d => d.Replicas > 0).Select(d => $"{d.Member}={d.Replicas}").Order(StringComparer.Ordinal)
                .Concat(Pods.Values.GroupBy(p => p.Member, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key}:{g.Count(p => p.Ready)}/{g.Count(p => p.Alive)}")));
            if (now == _last)
                return;
            _last = now;
            Story.Enqueue($"{change} -> {now}");
            if (Story.Count > 80)
                Story.Dequeue();
        }

        public int Asked(string? except) => _deployments.Values.Where(d => d.Member != except).Sum(d => d.Replicas);

        public int Ready(string? except) => Pods.Values.Count(p => p.Ready && p.Member != except);

        public IReadOnlyList<string> AliveIn() => [.. Pods.Values.Where(p => p.Alive).Select(p => p.Member).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}

using System.Text.Json.Nodes;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Storage;

namespace Lepton.EndToEnd.Moves;

/// <summary>
/// Kills the operator (SIGKILL) at each of its writes about one model, to the hub's status and to members: in turn right before a write, which is then never made, and right after one,
/// whose answer is never read. Each kill so goes one write further, and no step of a move is left out.
/// </summary>
internal sealed class WriteKills : IDisposable
{
    private static readonly string[] Kinds = ["deployments", "services", "poddisruptionbudgets", "jobs", "controllerrevisions"];
    private readonly Lock _lock = new();
    private readonly List<IDisposable> _hooks = [];
    private readonly Dictionary<string, string> _standing = new(StringComparer.Ordinal);
    private readonly List<string> _kills = [];
    private readonly SortedSet<string> _phases = new(StringComparer.Ordinal);
    private readonly string _namespace;
    private readonly string _model;
    private OperatorProcess? _victim;
    private Task _killed = Task.CompletedTask;
    private bool _after;

    public WriteKills(TestFleet fleet, string @namespace, string model)
    {
        (_namespace, _model) = (@namespace, model);
        var status = $"/apis/lepton.ai/v1alpha1/namespaces/{@namespace}/leptonmodels/{model}/status";
        _hooks.Add(fleet.Server("hub").Inject(new ApiFault { Met = (method, path) => method != "GET" && path == status && Before($"{method} status"), Cut = true }));
        _hooks.Add(fleet.Server("hub").Inject(new ApiFault { Met = (method, path) => method != "GET" && path.Contains("/controllerrevisions", StringComparison.Ordinal) && IsAbout(path) && Before($"{method} hub {path}"), Cut = true }));
        _hooks.Add(fleet.Server("hub").Api.Subscribe(e => Hub(e)));
        _hooks.Add(fleet.Server("hub").Api.Subscribe(e => Member("hub", e)));
        foreach (var member in SmallFleet.Members)
        {
            _hooks.Add(fleet.Server(member).Inject(new ApiFault { User = TestFleet.OperatorUser.Name, Met = (method, path) => method != "GET" && IsAbout(path) && Before($"{method} {member} {path}"), Cut = true }));
            _hooks.Add(fleet.Server(member).Api.Subscribe(e => Member(member, e)));
        }
    }

    /// <summary>Each kill: before or after which write.</summary>
    public IReadOnlyList<string> Kills
    {
        get
        {
            lock (_lock)
                return [.. _kills];
        }
    }

    /// <summary>Phases of the move or of the rollout whose first write the operator did not survive.</summary>
    public IReadOnlyCollection<string> Phases
    {
        get
        {
            lock (_lock)
                return [.. _phases];
        }
    }

    /// <summary>The next write of this process is its last; null lets the operator live.</summary>
    public void Aim(OperatorProcess? victim)
    {
        lock (_lock)
            _victim = victim;
    }

    /// <summary>The process that was killed has ended.</summary>
    public Task EndAsync() => _killed;

    public void Dispose() => _hooks.ForEach(h => h.Dispose());

    private bool IsAbout(string path) => path.Contains($"/namespaces/{_namespace}", StringComparison.Ordinal);

    /// <returns>Whether the request is cut: its sender is no more.</returns>
    private bool Before(string write)
    {
        lock (_lock)
        {
            if (_victim is null || _after)
                return false;
            Kill($"before {write}");
            _after = true;
            return true;
        }
    }

    private void After(string write)
    {
        if (_victim is null || !_after)
            return;
        Kill($"after {write}");
        _after = false;
    }

    private void Kill(string when)
    {
        _kills.Add(when);
        _killed = _victim!.KillAsync();
        _victim = null;
    }

    private void Hub(StoreEvent change)
    {
        if (change.Resource.Resource != "leptonmodels" || (string?)change.Object["metadata"]!["name"] != _model)
            return;
        lock (_lock)
        {
            var rollout = change.Object["status"]?["rollout"];
            var phase = (string?)change.Object["status"]?["migration"]?["phase"]
                ?? (rollout is null ? null : $"{rollout["phase"]} {string.Join(' ', rollout["clusters"]!.AsArray().OrderBy(c => (string?)c!["cluster"], StringComparer.Ordinal).Select(c => c!["state"]))}");
            if (_victim is not null && _after && phase is not null)
                _phases.Add(phase);
            After($"status {phase} {change.Object["status"]?["migration"]?["percent"]}");
        }
    }

    /// <summary>What the operator wrote, and not a controller of the member: the object came, went, or its spec changed.</summary>
    private void Member(string member, StoreEvent change)
    {
        var metadata = (JsonObject)change.Object["metadata"]!;
        if (!Kinds.Contains(change.Resource.Resource) || (string?)metadata["namespace"] != _namespace || ((string?)metadata["labels"]?["lepton.ai/model"] != _model && change.Resource.Resource != "controllerrevisions"))
            return;
        var key = $"{member} {change.Resource.Resource} {metadata["name"]}";
        var stands = change.Type == StoreEventType.Deleted ? "gone" : $"{metadata["uid"]} {metadata["generation"]} {metadata["deletionTimestamp"]}";
        lock (_lock)
        {
            var before = _standing.GetValueOrDefault(key);
            _standing[key] = stands;
            if (before != stands)
                After($"{change.Type} {key}");
        }
    }
}

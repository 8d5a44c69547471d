using System.Collections.Concurrent;
using Lepton.Api.Providers;
using Lepton.Operator.State;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Members;

/// <summary>Keeps one session for every cluster that a CloudProvider names, as long as it does.</summary>
internal sealed partial class MemberRegistry : IAsyncDisposable
{
    private readonly MemberSource _source;
    private readonly MemberOptions _options;
    private readonly string _hubId;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Func<MemberSession, ModelKey, CancellationToken, Task> _reconcile;
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);

    public MemberRegistry(
        MemberSource source, MemberOptions options, string hubId, Func<MemberSession, ModelKey, CancellationToken, Task> reconcile, ILoggerFactory loggers, TimeProvider time)
    {
        _source = source;
        _options = options;
        _hubId = hubId;
        _reconcile = reconcile;
        _loggers = loggers;
        _logger = loggers.CreateLogger<MemberRegistry>();
        _time = time;
    }

    public event Action<MemberSession>? CapacityChanged;

    public event Action<MemberSession>? HealthChanged;

    public event Action<MemberSession, ModelKey>? PodChanged;

    public event Action<MemberSession, string, ModelKey?>? OwnChanged;

    /// <summary>Raised when clusters were added, removed or could not be connected.</summary>
    public event Action? Changed;

    /// <summary>True once the connections of all clusters were read.</summary>
    public bool Synced { get; private set; }

    public IReadOnlyList<MemberSession> Sessions => _entries.Values.Select(e => e.Session).OfType<MemberSession>().ToList();

    /// <summary>True after the start until every cluster was either read, found silent, or cannot be connected.</summary>
    public bool AnyUnread => !Synced || Sessions.Any(s => s.Unread);

    public MemberSession? Find(string cluster) => _entries.GetValueOrDefault(cluster)?.Session;

    /// <summary>The token by which a cluster is reached, when it is one that the operator renews.</summary>
    public MemberToken? TokenOf(string cluster) => _entries.GetValueOrDefault(cluster)?.Token;

    /// <summary>What is known of every cluster, with nodes and pods.</summary>
    public IReadOnlyDictionary<string, MemberView> Views() =>
        _entries.ToDictionary(e => e.Key, e => View(e.Key, e.Value, capacity: true), StringComparer.Ordinal);

    /// <summary>How a cluster is, without nodes and pods; null when no provider names it.</summary>
    public MemberView? HealthOf(string cluster) => _entries.TryGetValue(cluster, out var entry) ? View(cluster, entry, capacity: false) : null;

    private static MemberView View(string cluster, Entry entry, bool capacity)
    {
        if (entry.Session is null)
        {
            return new MemberView
            {
                Cluster = cluster,
                Provider = entry.Provider,
                Health = MemberHealth.Misconfigured,
                Since = entry.Since,
                Problem = entry.Problem,
                Reason = entry.Reason,
            };
        }

        var view = entry.Session.View(capacity);
        // A Secret that turned bad leaves the session running on the credentials it has; people must see it all the same.
        return entry.Problem is null ? view : view with { ConnectionProblem = entry.Problem };
    }

    /// <summary>Makes the sessions what the providers say; of two providers that name one cluster the older (then the first by name) has it.</summary>
    public async Task SyncAsync(IReadOnlyList<CloudProvider> providers, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var wanted = ClusterOwners.Of(providers);
            var changed = false;
            foreach (var (cluster, entry) in _entries)
            {
                if (wanted.TryGetValue(cluster, out var owner) && owner.Provider.Metadata.Name == entry.Provider)
                    continue;
                _entries.TryRemove(cluster, out _);
                if (entry.Session is not null)
                    await entry.Session.DisposeAsync();
                LogRemoved(cluster);
                changed = true;
            }

            foreach (var (cluster, owner) in wanted)
                changed |= await SyncOneAsync(cluster, owner.Provider, owner.Cluster, cancellationToken);
            changed |= !Synced;
            Synced = true;
            if (changed)
                Changed?.Invoke();
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_entries.Values.Select(e => e.Session?.DisposeAsync().AsTask() ?? Task.CompletedTask));
        _entries.Clear();
        _gate.Dispose();
    }

    private async Task<bool> SyncOneAsync(string cluster, CloudProvider provider, MemberCluster spec, CancellationToken cancellationToken)
    {
        var connection = await _source.ReadAsync(provider, spec, cancellationToken);
        var before = _entries.GetValueOrDefault(cluster);
        if (connection.Connect is null)
        {
            if (before?.Problem == connection.Problem)
                return false;
            LogProblem(cluster, connection.Problem!);
            _entries[cluster] = new Entry(provider.Metadata.Name!, before?.Fingerprint ?? "", before?.Session, connection.Problem, connection.Reason, before?.Since ?? _time.GetUtcNow());
            return true;
        }

        if (before?.Session is not null && before.Fingerprint == connection.Fingerprint)
        {
            _entries[cluster] = before with { Problem = null, Reason = null, Token = connection.Token };
            return before.Problem is not null;
        }

        if (before?.Session is not null)
            await before.Session.DisposeAsync();
        var session = new MemberSession(cluster, provider.Metadata.Name!, connection.Connect(), _hubId, _options, _loggers, _time) { IsHub = spec.Connection.InCluster == true };
        session.CapacityChanged += s => CapacityChanged?.Invoke(s);
        session.HealthChanged += s => HealthChanged?.Invoke(s);
        session.PodChanged += (s, m) => PodChanged?.Invoke(s, m);
        session.OwnChanged += (s, ns, m) => OwnChanged?.Invoke(s, ns, m);
        _entries[cluster] = new Entry(provider.Metadata.Name!, connection.Fingerprint, session, null, null, _time.GetUtcNow()) { Token = connection.Token };
        session.Start(_reconcile);
        LogAdded(cluster, session.Client.BaseAddress);
        return true;
    }

    private sealed record Entry(string Provider, string Fingerprint, MemberSession? Session, string? Problem, string? Reason, DateTimeOffset Since)
    {
        public MemberToken? Token { get; init; }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster {Cluster}: connecting to {Address}")]
    private partial void LogAdded(string cluster, Uri address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster {Cluster}: no CloudProvider names it any more")]
    private partial void LogRemoved(string cluster);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cluster {Cluster}: {Problem}")]
    private partial void LogProblem(string cluster, string problem);
}

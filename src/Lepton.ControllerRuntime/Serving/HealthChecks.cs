using System.Collections.Concurrent;

namespace Lepton.ControllerRuntime.Serving;

/// <summary>A check: null when all is well, else what is not.</summary>
public delegate ValueTask<string?> HealthCheck(CancellationToken cancellationToken);

/// <summary>The named checks behind <c>/livez</c> (and <c>/healthz</c>) and <c>/readyz</c>.</summary>
public sealed class HealthChecks
{
    private readonly ConcurrentDictionary<string, HealthCheck> _live = new(StringComparer.Ordinal) { ["ping"] = static _ => default };
    private readonly ConcurrentDictionary<string, HealthCheck> _ready = new(StringComparer.Ordinal) { ["ping"] = static _ => default };

    /// <summary>Whether the process should be restarted. Never let it depend on other servers.</summary>
    public void AddLiveness(string name, HealthCheck check) => _live[name] = check;

    /// <summary>Whether the process can do its work.</summary>
    public void AddReadiness(string name, HealthCheck check) => _ready[name] = check;

    internal Task<HealthReport> LiveAsync(HealthQuery query, CancellationToken cancellationToken) => RunAsync("livez", _live, query, cancellationToken);

    internal Task<HealthReport> ReadyAsync(HealthQuery query, CancellationToken cancellationToken) => RunAsync("readyz", _ready, query, cancellationToken);

    private static async Task<HealthReport> RunAsync(string endpoint, ConcurrentDictionary<string, HealthCheck> checks, HealthQuery query, CancellationToken cancellationToken)
    {
        var outcomes = new List<HealthOutcome>();
        foreach (var (name, check) in checks.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            if (query.Includes(name))
                outcomes.Add(new(name, query.Excludes(name), query.Excludes(name) ? null : await FailureAsync(check, cancellationToken)));
        }

        return new(endpoint, outcomes);
    }

    private static async Task<string?> FailureAsync(HealthCheck check, CancellationToken cancellationToken)
    {
        try
        {
            return await check(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return e.Message;
        }
    }
}

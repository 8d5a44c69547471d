using System.Collections.Concurrent;
using Lepton.Sandbox.Simulation.Engine;

namespace Lepton.Sandbox.Simulation.Autoscaling;

/// <summary>
/// The metrics a cluster's autoscalers read, as totals over all Pods of a scale target. A metric nobody set is read from the annotation
/// <c>sandbox.lepton.ai/load.METRIC</c>; without that there is no such metric.
/// </summary>
public sealed class ClusterLoad
{
    private readonly ConcurrentDictionary<(string Namespace, string Target, string Metric), decimal> _totals = new();
    private readonly ClusterLoop _loop;

    internal ClusterLoad(ClusterLoop loop) => _loop = loop;

    /// <summary>Told on the loop which target's metrics changed.</summary>
    internal Action<string, string>? Changed { get; set; }

    /// <summary>Sets a total (cores for <c>cpu</c>, else in the metric's own unit); null takes the metric away. Callable from any thread.</summary>
    /// <param name="target">Name of what is scaled (a Deployment as a rule).</param>
    public Task Set(string @namespace, string target, string metric, decimal? total) => _loop.Do(() =>
    {
        var key = (@namespace, target, metric);
        if (total is { } value ? _totals.TryGetValue(key, out var before) && before == value : !_totals.ContainsKey(key))
            return;
        if (total is { } amount)
            _totals[key] = amount;
        else
            _totals.TryRemove(key, out _);
        Changed?.Invoke(@namespace, target);
    });

    internal decimal? Get(string @namespace, string target, string metric) => _totals.TryGetValue((@namespace, target, metric), out var total) ? total : null;
}

using System.Collections.Concurrent;
using Lepton.Operator.Access;
using Lepton.Sandbox.Hosting;

namespace Lepton.EndToEnd.Access;

/// <summary>What the operator's process asked of API servers: verb and resource, and whatever was refused.</summary>
internal sealed class RightsLog : IDisposable
{
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _refused = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _observers;

    public RightsLog(params SandboxCluster[] clusters) => _observers = [.. clusters.Select(c => c.Observe(Seen))];

    /// <summary><c>get apps/deployments</c>, <c>update lepton.ai/leptonmodels/status</c> …</summary>
    public IReadOnlySet<string> Asked => _asked.Keys.ToHashSet(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Refused => [.. _refused.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What rules grant, in the same words.</summary>
    public static IEnumerable<string> Granted(IEnumerable<AccessRule> rules, bool withRare = true) => rules
        .SelectMany(r => r.Resources.SelectMany(resource => r.Verbs.Where(v => withRare || !r.Rarely.Contains(v)).Select(v => $"{v} {r.Group}/{resource}")));

    public void Dispose() => _observers.ForEach(o => o.Dispose());

    private void Seen(ApiCall call)
    {
        if (!call.UserAgent.StartsWith("lepton-operator", StringComparison.Ordinal) || Resource(call.Path) is not { } resource)
            return;
        _asked.TryAdd($"{call.Verb} {resource}", 0);
        // A server-side apply of what is not there asks for the right to create as well.
        if (call is { Verb: "patch", Status: 201 })
            _asked.TryAdd($"create {resource}", 0);
        if (call.Status is 401 or 403)
            _refused.TryAdd($"{call.Status} {call.Verb} {call.Path}", 0);
    }

    private static string? Resource(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        (string Group, string[] Parts)? found = parts switch
        {
            ["api", _, .. var rest] when rest.Length > 0 => ("", rest),
            ["apis", var group, _, .. var rest] when rest.Length > 0 => (group, rest),
            _ => null,
        };
        if (found is not var (name, tail))
            return null;
        if (tail is ["namespaces", _, var inside, ..] && inside is not "status" and not "finalize")
            tail = tail[2..];
        return tail.Length > 2 ? $"{name}/{tail[0]}/{tail[2]}" : $"{name}/{tail[0]}";
    }
}

namespace Lepton.Sandbox.Simulation.Kubelet;

/// <summary>Nodes whose kubelet does not answer (a fault).</summary>
internal sealed class SilentNodes
{
    private readonly Dictionary<string, DateTimeOffset> _since = new(StringComparer.Ordinal);

    public bool Contains(string node) => _since.ContainsKey(node);

    public DateTimeOffset Since(string node) => _since.GetValueOrDefault(node, DateTimeOffset.MaxValue);

    public bool Add(string node, DateTimeOffset now) => _since.TryAdd(node, now);

    public bool Remove(string node) => _since.Remove(node);
}

namespace Lepton.Sandbox.Simulation.Kubelet;

/// <summary>Nodes whose kubelet does not answer (a fault).</summary>
internal sealed class SilentNodes
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public bool Contains(string node) => _names.Contains(node);

    public bool Add(string node) => _names.Add(node);

    public bool Remove(string node) => _names.Remove(node);
}

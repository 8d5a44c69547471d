namespace Lepton.Api.Accelerators;

/// <summary>What a node's labels say about its GPUs.</summary>
public sealed record AcceleratorReading
{
    /// <summary>Canonical GPU name; null when the node has GPUs that cannot be used (see <see cref="Problem"/>).</summary>
    public string? Name { get; init; }

    /// <summary>Why there is no name: the label, what it says and what would be right.</summary>
    public string? Problem { get; init; }

    /// <summary>The labels that tell it: a pod that selects by these comes onto nodes with this GPU type.</summary>
    public IReadOnlyDictionary<string, string> Selector { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

using System.Collections;

namespace Lepton.Placement.Solving;

/// <summary>Thresholds worked out when they are asked for: each is a plan tried.</summary>
internal sealed class LazyThresholds(Func<IReadOnlyList<Threshold>> find) : IReadOnlyList<Threshold>
{
    private readonly Lazy<IReadOnlyList<Threshold>> _found = new(find);

    public int Count => _found.Value.Count;

    public Threshold this[int index] => _found.Value[index];

    public IEnumerator<Threshold> GetEnumerator() => _found.Value.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

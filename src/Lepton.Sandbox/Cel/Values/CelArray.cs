namespace Lepton.Sandbox.Cel.Values;

/// <summary>
/// A list made by an expression. Appending shares the items with the shorter list while nobody else appended, so that the loops behind map and filter
/// take linear time.
/// </summary>
internal sealed class CelArray : CelList
{
    private readonly List<object?> _items;

    public CelArray(IEnumerable<object?> items)
    {
        _items = [.. items];
        Count = _items.Count;
    }

    private CelArray(List<object?> shared)
    {
        _items = shared;
        Count = shared.Count;
    }

    public override int Count { get; }

    public override object? this[int index] => _items[index];

    public override object Append(CelList other)
    {
        var items = _items.Count == Count ? _items : _items.GetRange(0, Count);
        items.AddRange(other.Items.ToArray());
        return new CelArray(items);
    }
}

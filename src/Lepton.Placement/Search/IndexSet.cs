namespace Lepton.Placement.Search;

/// <summary>A set of small numbers with constant time for everything; the order depends only on what was done to it.</summary>
internal sealed class IndexSet
{
    private int[] _place;
    private readonly List<int> _members = [];

    internal IndexSet(int size)
    {
        _place = new int[size];
        Array.Fill(_place, -1);
    }

    internal int Count => _members.Count;

    internal int this[int at] => _members[at];

    internal bool Contains(int member) => _place[member] >= 0;

    internal void Grow(int size)
    {
        var known = _place.Length;
        Array.Resize(ref _place, size);
        Array.Fill(_place, -1, known, size - known);
    }

    internal void Set(int member, bool inside)
    {
        if (inside == Contains(member))
        {
            return;
        }

        if (inside)
        {
            _place[member] = _members.Count;
            _members.Add(member);
            return;
        }

        var (hole, last) = (_place[member], _members[^1]);
        (_members[hole], _place[last]) = (last, hole);
        _members.RemoveAt(_members.Count - 1);
        _place[member] = -1;
    }
}

namespace Lepton.Placement.Bound.Fractional;

internal readonly record struct MatrixEntry(int Line, int Index, float Value);

/// <summary>Entries of a matrix as they come, in pieces: one list of millions of entries would be copied, and kept twice, each time it grows.</summary>
internal sealed class MatrixEntries
{
    private const int Piece = 1 << 16;

    private readonly List<MatrixEntry[]> _pieces = [];
    private int _inLast = Piece;

    internal void Add(int line, int index, float value)
    {
        if (_inLast == Piece)
        {
            _pieces.Add(new MatrixEntry[Piece]);
            _inLast = 0;
        }

        _pieces[^1][_inLast++] = new MatrixEntry(line, index, value);
    }

    internal void Clear()
    {
        _pieces.Clear();
        _inLast = Piece;
    }

    /// <summary>All entries, piece by piece.</summary>
    internal IEnumerable<ArraySegment<MatrixEntry>> Pieces() => _pieces.Select((p, i) => new ArraySegment<MatrixEntry>(p, 0, i == _pieces.Count - 1 ? _inLast : Piece));
}

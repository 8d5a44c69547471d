namespace Lepton.Placement.Bound.Fractional;

/// <summary>A matrix of which most is 0, line by line. There are millions of entries in large fleets, and the plan is only near the optimum: seven digits of each are enough.</summary>
internal sealed class SparseMatrix
{
    internal static readonly SparseMatrix Empty = Of(0, new MatrixEntries());

    private readonly int[] _first;
    private readonly int[] _index;
    private readonly float[] _value;

    private SparseMatrix(int[] first) => (_first, _index, _value) = (first, new int[first[^1]], new float[first[^1]]);

    internal int Lines => _first.Length - 1;

    internal static SparseMatrix Of(int lines, MatrixEntries entries)
    {
        var first = new int[lines + 1];
        foreach (var piece in entries.Pieces())
        {
            foreach (var entry in piece.AsSpan())
            {
                first[entry.Line + 1]++;
            }
        }

        var (matrix, next) = Begin(first);
        foreach (var piece in entries.Pieces())
        {
            foreach (var entry in piece.AsSpan())
            {
                matrix.Put(next[entry.Line]++, entry.Index, entry.Value);
            }
        }

        return matrix;
    }

    /// <summary>The same entries, each index a line.</summary>
    internal SparseMatrix Transposed(int lines)
    {
        var first = new int[lines + 1];
        foreach (var index in _index)
        {
            first[index + 1]++;
        }

        var (matrix, next) = Begin(first);
        for (var line = 0; line < Lines; line++)
        {
            for (var k = _first[line]; k < _first[line + 1]; k++)
            {
                matrix.Put(next[_index[k]]++, line, _value[k]);
            }
        }

        return matrix;
    }

    private static (SparseMatrix Matrix, int[] Next) Begin(int[] counts)
    {
        for (var i = 1; i < counts.Length; i++)
        {
            counts[i] += counts[i - 1];
        }

        return (new SparseMatrix(counts), counts[..^1]);
    }

    private void Put(int at, int index, float value) => (_index[at], _value[at]) = (index, value);

    /// <summary>Σ of one line's entries times the vector.</summary>
    internal double Times(int line, double[] vector)
    {
        var (sum, first) = (0.0, _first[line]);
        var indexes = _index.AsSpan(first, _first[line + 1] - first);
        var values = _value.AsSpan(first, indexes.Length);
        for (var k = 0; k < indexes.Length; k++)
        {
            sum += values[k] * vector[indexes[k]];
        }

        return sum;
    }

    /// <summary>Σ of the sizes of one line's entries.</summary>
    internal double Size(int line)
    {
        var sum = 0.0;
        for (var k = _first[line]; k < _first[line + 1]; k++)
        {
            sum += Math.Abs(_value[k]);
        }

        return sum;
    }
}

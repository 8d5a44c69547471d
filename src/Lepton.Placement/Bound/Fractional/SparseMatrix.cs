namespace Lepton.Placement.Bound.Fractional;

/// <summary>A matrix of which most is 0, line by line.</summary>
internal sealed class SparseMatrix
{
    internal static readonly SparseMatrix Empty = Of(0, []);

    private readonly int[] _first;
    private readonly int[] _index;
    private readonly double[] _value;

    private SparseMatrix(int[] first, int[] index, double[] value) => (_first, _index, _value) = (first, index, value);

    internal int Lines => _first.Length - 1;

    internal static SparseMatrix Of(int lines, IEnumerable<(int Line, int Index, double Value)> entries)
    {
        var list = entries.ToArray();
        var first = new int[lines + 1];
        foreach (var (line, _, _) in list)
        {
            first[line + 1]++;
        }

        for (var i = 0; i < lines; i++)
        {
            first[i + 1] += first[i];
        }

        var (next, index, value) = (first[..lines], new int[list.Length], new double[list.Length]);
        foreach (var (line, at, number) in list)
        {
            (index[next[line]], value[next[line]]) = (at, number);
            next[line]++;
        }

        return new SparseMatrix(first, index, value);
    }

    /// <summary>Σ of one line's entries times the vector.</summary>
    internal double Times(int line, double[] vector)
    {
        var sum = 0.0;
        for (var k = _first[line]; k < _first[line + 1]; k++)
        {
            sum += _value[k] * vector[_index[k]];
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

namespace Lepton.Placement.Bound.Fractional;

/// <summary>Least Σ cost·x for 0 ≤ x ≤ upper and rows Σ a·x ≤ right side. The matrix is kept by rows and by columns, because both are walked in every step.</summary>
internal sealed class LinearProgram
{
    private readonly List<double> _costs = [];
    private readonly List<double> _upper = [];
    private readonly List<double> _right = [];
    private readonly MatrixEntries _entries = new();

    internal double[] Costs { get; private set; } = [];

    internal double[] Upper { get; private set; } = [];

    internal double[] Right { get; private set; } = [];

    internal SparseMatrix ByRow { get; private set; } = SparseMatrix.Empty;

    internal SparseMatrix ByColumn { get; private set; } = SparseMatrix.Empty;

    internal int Column(double cost, double upper)
    {
        _costs.Add(cost);
        _upper.Add(upper);
        return _costs.Count - 1;
    }

    internal int Row(double right)
    {
        _right.Add(right);
        return _right.Count - 1;
    }

    internal void Set(int row, int column, double value)
    {
        if (value != 0)
        {
            _entries.Add(row, column, (float)value);
        }
    }

    /// <summary>After the last column, row and entry.</summary>
    internal LinearProgram Build()
    {
        (Costs, Upper, Right) = ([.. _costs], [.. _upper], [.. _right]);
        ByRow = SparseMatrix.Of(Right.Length, _entries);
        _entries.Clear();
        ByColumn = ByRow.Transposed(Costs.Length);
        return this;
    }
}

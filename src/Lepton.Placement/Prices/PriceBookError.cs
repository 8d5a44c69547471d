namespace Lepton.Placement.Prices;

/// <summary>A mistake in a price book: where it is, what was found and what would be right.</summary>
/// <param name="Line">1-based line of the file.</param>
/// <param name="Column">1-based field of the row; 0 when the whole row is meant.</param>
/// <param name="Field">The column's name; empty when the whole row is meant.</param>
public sealed record PriceBookError(string File, int Line, int Column, string Field, string Found, string Expected)
{
    public override string ToString() => Column > 0
        ? $"{File}: line {Line}, column {Column} ({Field}): found {Found}, expected {Expected}"
        : $"{File}: line {Line}: found {Found}, expected {Expected}";
}

/// <summary>What could be read of a price book. Rows with a mistake are left out of <paramref name="Book"/> and listed in <paramref name="Errors"/>.</summary>
public sealed record PriceBookParseResult(PriceBook Book, IReadOnlyList<PriceBookError> Errors)
{
    public bool Ok => Errors.Count == 0;
}

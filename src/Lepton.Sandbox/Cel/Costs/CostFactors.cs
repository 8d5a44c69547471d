namespace Lepton.Sandbox.Cel.Costs;

/// <summary>What things cost, in cel-go's units (common/cost.go).</summary>
internal static class CostFactors
{
    public const ulong Name = 1;
    public const ulong List = 10;
    public const ulong Map = 30;

    /// <summary>Per character read.</summary>
    public const double Traversal = 0.1;

    /// <summary>Per character of a regular expression.</summary>
    public const double Regex = 0.25;
}

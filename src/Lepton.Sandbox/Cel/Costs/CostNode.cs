using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Types;

namespace Lepton.Sandbox.Cel.Costs;

/// <summary>An argument of a call, for estimating.</summary>
/// <param name="Path">From a variable down the schema; null when the value does not come from there.</param>
/// <param name="Known">Its size where it could be told.</param>
internal sealed record CostNode(Expr? Expression, CelType Type, IReadOnlyList<string>? Path, Estimate? Known)
{
    public Estimate Size => Known ?? Estimate.Unknown;
}

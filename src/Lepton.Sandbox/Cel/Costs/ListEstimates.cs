using Lepton.Sandbox.Cel.Syntax;

namespace Lepton.Sandbox.Cel.Costs;

/// <summary>Estimates of cel-go's list functions (ext/lists.go, version 3) and set functions (ext/sets.go).</summary>
internal static class ListEstimates
{
    public static CallEstimate? Of(string overload, CostNode? target, CostNode[] args) => overload switch
    {
        "list_slice" => Allocating(1, Estimate.Exactly(unchecked(Value(args[1], target!.Size.Max) - Value(args[0], 0)))),
        "lists_range" => Allocating(1, Estimate.Exactly(Value(args[0], ulong.MaxValue))),
        "list_reverse" => Allocating(1, target!.Size),
        "list_flatten" => Allocating(1, target!.Size),
        "list_flatten_int" => Allocating(Value(args[0], ulong.MaxValue), target!.Size),
        "list_sets_contains_list" or "list_sets_intersects_list" => new CallEstimate((args[0].Size * args[1].Size) + Estimate.Exactly(1)),
        "list_sets_equivalent_list" => new CallEstimate((args[0].Size * args[1].Size * 2.0) + Estimate.Exactly(1)),
        "list_distinct" => Allocating(2, target!.Size * target.Size),
        _ when overload.EndsWith("_sortByAssociatedKeys", StringComparison.Ordinal) => Allocating(Comparing(overload), args[0].Size * args[0].Size),
        _ when overload.StartsWith("list_", StringComparison.Ordinal) && overload.EndsWith("_sort", StringComparison.Ordinal) => Allocating(Comparing(overload), target!.Size * target.Size),
        _ => null,
    };

    private static double Comparing(string overload) => overload.StartsWith("list_string", StringComparison.Ordinal) || overload.StartsWith("list_bytes", StringComparison.Ordinal) ? 2 + CostFactors.Traversal : 2;

    private static CallEstimate Allocating(double factor, Estimate size) => new((size * factor) + Estimate.Exactly(1 + CostFactors.List), size);

    private static ulong Value(CostNode node, ulong otherwise) => node.Expression is Expr.Literal { Value: long value } ? (ulong)Math.Max(value, 0) : otherwise;
}

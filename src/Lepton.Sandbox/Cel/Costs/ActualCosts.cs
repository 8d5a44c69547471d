using Lepton.Sandbox.Cel.Functions;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Costs;

/// <summary>What a call cost, by the values it had. After cel-go's interpreter/runtimecost.go and Kubernetes' pkg/cel/library/cost.go.</summary>
internal static class ActualCosts
{
    public static ulong Of(string function, string overload, object?[] args, object? result) => OfList(overload, args, result) ?? OfLibrary(function, overload, args, result) ?? OfStandard(overload, args);

    private static ulong? OfLibrary(string function, string overload, object?[] args, object? result)
    {
        switch (function)
        {
            case "isSorted" or "sum" or "max" or "min" or "indexOf" or "lastIndexOf":
                return Traversal(args[0]);
            case "url" or "lowerAscii" or "upperAscii" or "substring" or "trim" or "cidr" or "isIP" or "isCIDR" or "quantity" or "isQuantity" or "semver" or "isSemver":
                return Reading(args[0]);
            case "replace" or "split" or "ip.isCanonical":
                return Estimate.Scale(Sizes.Of(args[0]), 2 * CostFactors.Traversal);
            case "join":
                return Estimate.Scale(Sizes.Of(result), 2 * CostFactors.Traversal);
            case "find" or "findAll":
                return Matching(args[0], Sizes.Of(args[1]));
            case "ip":
                return overload == "cidr_ip" ? 1 : Reading(args[0]);
            case "containsIP" or "containsCIDR":
                return Contains(function, overload, args);
            case "validate":
                return args[0] is FormatValue format ? Matching(args[1], (ulong)format.PatternSize) : 1;
            case Operators.Equal when args[0] is IExtensionValue:
                return 1;
            default:
                return null;
        }
    }

    private static ulong Contains(string function, string overload, object?[] args)
    {
        var size = Sizes.Of(args[0]);
        var cost = Estimate.Scale(size + size, CostFactors.Traversal);
        if (function == "containsCIDR")
            cost += Estimate.Scale(size, CostFactors.Traversal) + 1;
        return overload.EndsWith("_string", StringComparison.Ordinal) ? cost + Reading(args[1]) : cost;
    }

    private static ulong? OfList(string overload, object?[] args, object? result) => overload switch
    {
        "list_slice" or "lists_range" or "list_reverse" => Allocating(1, Sizes.Of(result)),
        "list_flatten" => Allocating(1, Sizes.Of(args[0])),
        "list_flatten_int" => Allocating(Math.Max(args[1] as long? ?? 1, 0), Sizes.Of(args[0])),
        "list_distinct" => Comparing(args[0]),
        "list_sets_contains_list" or "list_sets_intersects_list" => 1 + (Sizes.Of(args[0]) * Sizes.Of(args[1])),
        "list_sets_equivalent_list" => 1 + (2 * Sizes.Of(args[0]) * Sizes.Of(args[1])),
        _ when overload.EndsWith("_sortByAssociatedKeys", StringComparison.Ordinal) => Comparing(args[1]),
        _ when overload.StartsWith("list_", StringComparison.Ordinal) && overload.EndsWith("_sort", StringComparison.Ordinal) => Comparing(args[0]),
        _ => null,
    };

    private static ulong Comparing(object? value)
    {
        var size = Sizes.Of(value);
        return Allocating(value is CelList { Count: > 0 } list && list[0] is (string or Bytes) ? 2 + CostFactors.Traversal : 2, size * size);
    }

    private static ulong Allocating(double factor, ulong size) => (ulong)(size * factor) + 1 + CostFactors.List;

    private static ulong OfStandard(string overload, object?[] args) => overload switch
    {
        "starts_with_string" or "ends_with_string" or "string_to_bytes" or "bytes_to_string" or "strings_quote" or "string_format" => Reading(args[0]),
        "in_list" => Sizes.Of(args[1]),
        "add_string" or "add_bytes" => Estimate.Scale(Sizes.Of(args[0]) + Sizes.Of(args[1]), CostFactors.Traversal),
        "matches_string" => Matching(args[0], Sizes.Of(args[1])),
        "contains_string" => Reading(args[0]) * Reading(args[1]),
        "equals" or "not_equals" => Shorter(args),
        _ when IsOrderOfTexts(overload) => Shorter(args),
        _ => 1,
    };

    private static bool IsOrderOfTexts(string overload) =>
        (overload.StartsWith("less_", StringComparison.Ordinal) || overload.StartsWith("greater_", StringComparison.Ordinal))
        && (overload.EndsWith("_string", StringComparison.Ordinal) || overload.EndsWith("_bytes", StringComparison.Ordinal));

    private static ulong Shorter(object?[] args) => Estimate.Scale(Math.Min(Sizes.Of(args[0]), Sizes.Of(args[1])), CostFactors.Traversal);

    private static ulong Reading(object? text) => Estimate.Scale(Sizes.Of(text), CostFactors.Traversal);

    private static ulong Matching(object? text, ulong pattern) => Estimate.Scale(Sizes.Of(text) + 1, CostFactors.Traversal) * Estimate.Scale(pattern, CostFactors.Regex);

    private static ulong Traversal(object? value) => value switch
    {
        string or Bytes => (ulong)(Sizes.Of(value) * CostFactors.Traversal),
        CelList list => list.Items.Aggregate(0UL, (sum, item) => sum + Traversal(item)),
        CelMap map => map.Keys.Aggregate(0UL, (sum, key) => sum + Traversal(key) + (map.TryGet(key, out var item) ? Traversal(item) : 0)),
        _ => 1,
    };
}

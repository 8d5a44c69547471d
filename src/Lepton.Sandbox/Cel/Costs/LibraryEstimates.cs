using Lepton.Sandbox.Cel.Functions;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Types;

namespace Lepton.Sandbox.Cel.Costs;

/// <summary>Estimates of the functions that Kubernetes enables. After its pkg/cel/library/cost.go, and cel-go's ext/lists.go for the list functions.</summary>
internal sealed class LibraryEstimates(Func<IReadOnlyList<string>, Estimate?> schema)
{
    private const double NamedFormatPattern = 128 * CostFactors.Regex;

    /// <summary>Null for a function that is not one of them.</summary>
    public CallEstimate? Of(string function, string overload, CostNode? target, CostNode[] args)
    {
        if (ListEstimates.Of(overload, target, args) is { } list)
            return list;
        switch (function)
        {
            case "isSorted" or "sum" or "max" or "min" or "indexOf" or "lastIndexOf" when target is not null:
                return Traversal(target);
            case "url" when args.Length == 1:
                return Reads(args[0], result: true);
            case "lowerAscii" or "upperAscii" or "substring" or "trim" when target is not null:
                return Reads(target, result: true);
            case "replace" when target is not null:
                return new CallEstimate(target.Size * (2 * CostFactors.Traversal), Replaced(target.Size, args[0].Size, args[1].Size));
            case "split" when target is not null:
                return new CallEstimate(target.Size * (2 * CostFactors.Traversal), new Estimate(0, args is [_, { Expression: Expr.Literal { Value: long limit } }] ? (ulong)limit : target.Size.Max));
            case "join" when target is not null:
                return Join(target, args);
            case "find" or "findAll" when target is not null:
                return new CallEstimate((target.Size + Estimate.Exactly(1)) * CostFactors.Traversal * (args[0].Size * CostFactors.Regex), new Estimate(0, target.Size.Max));
            case "ip" when overload == "cidr_ip":
                return CallEstimate.Of(1);
            case "cidr" or "isIP" or "isCIDR" or "ip" or "quantity" or "isQuantity" or "semver" or "isSemver":
                return Reads(args[0], result: false);
            case "ip.isCanonical":
                return new CallEstimate(args[0].Size * (2 * CostFactors.Traversal));
            case "containsIP" or "containsCIDR":
                return Contains(function, overload, args);
            case "validate" when args.Length == 1:
                return new CallEstimate(args[0].Size * CostFactors.Traversal * NamedFormatPattern);
            case Operators.Equal:
                return Equal(args);
            default:
                return null;
        }
    }

    private static CallEstimate Reads(CostNode text, bool result) => new(text.Size * CostFactors.Traversal, result ? text.Size : null);

    /// <summary>Each item once, and each character of items that are strings.</summary>
    private CallEstimate Traversal(CostNode target)
    {
        if (target.Type.Parameters.Count == 0)
            return new CallEstimate(target.Size * CostFactors.Traversal);
        var each = Estimate.Exactly(1);
        if (target.Type.Parameters[0].Kind is TypeKind.String or TypeKind.Bytes)
            each += Items(target) * CostFactors.Traversal;
        return new CallEstimate(target.Size * each);
    }

    private CallEstimate Join(CostNode target, CostNode[] args)
    {
        var size = target.Size * Items(target);
        if (args.Length > 0)
            size += args[0].Size * new Estimate(target.Size.Min > 0 ? target.Size.Min - 1 : 0, target.Size.Max > 0 ? target.Size.Max - 1 : 0);
        return new CallEstimate(size * CostFactors.Traversal, size);
    }

    /// <summary>The size of the items of a list, by its path in the schema.</summary>
    private Estimate Items(CostNode list) => (list.Path is { Count: > 0 } path ? schema([.. path, "@items"]) : null) ?? Estimate.Unknown;

    private static Estimate Replaced(Estimate text, Estimate old, Estimate replacement)
    {
        var (most, kept) = old.Min == 0 ? (text.Max == ulong.MaxValue ? text.Max : text.Max + 1, text.Max)
            : replacement.Max <= old.Min ? (0UL, text.Max)
            : (Estimate.Scale(text.Max, 1.0 / old.Min), 0UL);
        var (least, keptLeast) = old.Max == 0 ? (text.Min == ulong.MaxValue ? text.Min : text.Min + 1, text.Min)
            : old.Max <= replacement.Min ? (0UL, text.Min)
            : (Estimate.Scale(text.Min, 1.0 / old.Max), 0UL);
        return (new Estimate(least, most) * replacement) + new Estimate(keptLeast, kept);
    }

    private static CallEstimate Contains(string function, string overload, CostNode[] args)
    {
        var address = new Estimate(4, 16);
        var cost = (address + address) * CostFactors.Traversal;
        if (function == "containsCIDR")
            cost += (address * CostFactors.Traversal) + Estimate.Exactly(1);
        if (overload.EndsWith("_string", StringComparison.Ordinal))
            cost += args[0].Size * CostFactors.Traversal;
        return new CallEstimate(cost);
    }

    private static CallEstimate? Equal(CostNode[] args)
    {
        var type = args[0].Type;
        if (!type.Same(args[1].Type))
            return null;
        if (type.Same(LibraryTypes.Format))
            return new CallEstimate(new Estimate(1, 64) * CostFactors.Traversal);
        if (type.Same(LibraryTypes.Url))
            return new CallEstimate(new Estimate(1, args[1].Known?.Max ?? 1) * CostFactors.Traversal);
        return new[] { LibraryTypes.Ip, LibraryTypes.Cidr, LibraryTypes.Quantity, LibraryTypes.Semver }.Any(type.Same) ? CallEstimate.Of(1) : null;
    }
}

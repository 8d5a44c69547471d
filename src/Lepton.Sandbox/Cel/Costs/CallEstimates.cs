using Lepton.Sandbox.Cel.Syntax;

namespace Lepton.Sandbox.Cel.Costs;

/// <summary>Estimates of single calls: of the operators and functions that cel-go itself knows. Those of the libraries are <see cref="LibraryEstimates"/>'.</summary>
internal sealed class CallEstimates(SizeBook sizes, Func<IReadOnlyList<string>, Estimate?> schema)
{
    private readonly LibraryEstimates _library = new(schema);

    /// <summary>With the costs of the arguments, without that of the target.</summary>
    public CallEstimate Of(Expr.Call call, string overload, CostNode? target, CostNode[] args, Estimate[] costs)
    {
        switch (overload)
        {
            case "logical_or" or "logical_and":
                return new CallEstimate(new Estimate(costs[0].Min, (costs[0] + costs[1]).Max));
            case "conditional":
                sizes.SetEntries(call, EntrySize.Either(sizes.Entries(call.Args[1]), sizes.Entries(call.Args[2])));
                return new CallEstimate(costs[0] + costs[1].Or(costs[2]), args[1].Size.Or(args[2].Size));
        }

        var own = _library.Of(call.Function, overload, target, args) ?? Standard(call, overload, target, args);
        return own with { Cost = costs.Aggregate(own.Cost, (sum, cost) => sum + cost) };
    }

    private CallEstimate Standard(Expr.Call call, string overload, CostNode? target, CostNode[] args)
    {
        switch (overload)
        {
            case "string_format":
                return new CallEstimate(target!.Size * CostFactors.Traversal);
            case "string_to_bytes":
                return new CallEstimate(args[0].Size * CostFactors.Traversal, new Estimate(args[0].Size.Min, Estimate.Multiply(args[0].Size.Max, 4)));
            case "bytes_to_string":
                return new CallEstimate(args[0].Size * CostFactors.Traversal, new Estimate(args[0].Size.Min / 4, args[0].Size.Max));
            case "strings_quote":
                return new CallEstimate(args[0].Size * CostFactors.Traversal, (args[0].Size * new Estimate(1, 2)) + Estimate.Exactly(2));
            case "starts_with_string" or "ends_with_string":
                return new CallEstimate(args[0].Size * CostFactors.Traversal);
            case "in_list":
                return new CallEstimate(args[1].Size);
            case "matches_string":
                return new CallEstimate((target!.Size + Estimate.Exactly(1)) * CostFactors.Traversal * (args[0].Size * CostFactors.Regex));
            case "contains_string":
                return new CallEstimate(target!.Size * CostFactors.Traversal * (args[0].Size * CostFactors.Traversal));
            case "add_string" or "add_bytes" or "add_list":
                return Sum(call, overload, args);
            default:
                return Comparison(overload, args);
        }
    }

    private CallEstimate Sum(Expr.Call call, string overload, CostNode[] args)
    {
        var size = args[0].Size + args[1].Size;
        sizes.SetEntries(call, EntrySize.Either(sizes.Entries(call.Args[0]), sizes.Entries(call.Args[1])));
        return new CallEstimate(overload == "add_list" ? Estimate.Exactly(1) : size * CostFactors.Traversal, size);
    }

    /// <summary>Comparing reads the shorter of the two.</summary>
    private static CallEstimate Comparison(string overload, CostNode[] args)
    {
        var reads = overload is "equals" or "not_equals" || (overload.StartsWith("less_", StringComparison.Ordinal) || overload.StartsWith("greater_", StringComparison.Ordinal))
            && (overload.EndsWith("_string", StringComparison.Ordinal) || overload.EndsWith("_bytes", StringComparison.Ordinal));
        if (!reads)
            return CallEstimate.Of(1);
        var shorter = Math.Min(args[0].Size.Max, args[1].Size.Max);
        return new CallEstimate(new Estimate(shorter > 0 ? 1UL : 0UL, shorter) * CostFactors.Traversal);
    }
}

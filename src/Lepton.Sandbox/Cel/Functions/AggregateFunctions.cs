using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>Kubernetes' own functions on lists.</summary>
internal static class AggregateFunctions
{
    private static readonly string[] Comparable = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"];

    private static readonly (string Type, object Zero)[] Summable = [("int", 0L), ("uint", 0UL), ("double", 0.0), ("duration", default(CelDuration))];

    public static void Declare(FunctionTable table)
    {
        foreach (var type in Comparable)
        {
            table.Method("isSorted", $"list_{type}_is_sorted_bool", $"list({type})", "bool", args => IsSorted((CelList)args[0]!));
            table.Method("max", $"list_{type}_max_{type}", $"list({type})", type, args => Extreme((CelList)args[0]!, "max", order => order < 0));
            table.Method("min", $"list_{type}_min_{type}", $"list({type})", type, args => Extreme((CelList)args[0]!, "min", order => order > 0));
        }

        foreach (var (type, zero) in Summable)
            table.Method("sum", $"list_{type}_sum_{type}", $"list({type})", type, args => Sum((CelList)args[0]!, zero));
        table.Method("indexOf", "list_a_index_of_int", "list(A), A", "int", args => Index(((CelList)args[0]!).Items.ToList(), args[1], last: false));
        table.Method("lastIndexOf", "list_a_last_index_of_int", "list(A), A", "int", args => Index(((CelList)args[0]!).Items.ToList(), args[1], last: true));
    }

    private static object IsSorted(CelList list)
    {
        for (var i = 1; i < list.Count; i++)
        {
            if (Ordering.Compare(list[i - 1], list[i]) is > 0)
                return false;
        }

        return true;
    }

    private static object? Extreme(CelList list, string name, Func<int, bool> replace)
    {
        if (list.Count == 0)
            return new CelError($"{name} called on empty list");
        var best = list[0];
        foreach (var item in list.Items.Skip(1))
        {
            if (Ordering.Compare(best, item) is int order && replace(order))
                best = item;
        }

        return best;
    }

    private static object? Sum(CelList list, object zero)
    {
        object? sum = zero;
        foreach (var item in list.Items)
        {
            object?[] pair = [sum, item];
            sum = Library.Functions.Find(Operators.Add)!.FirstOrDefault(overload => overload.Fits(pair))?.Body!(pair) ?? CelError.NoSuchOverload;
            if (sum is CelError)
                return sum;
        }

        return sum;
    }

    private static object Index(List<object?> items, object? value, bool last)
    {
        bool Same(object? item) => Equality.Equal(item, value) is true;
        return (long)(last ? items.FindLastIndex(Same) : items.FindIndex(Same));
    }
}

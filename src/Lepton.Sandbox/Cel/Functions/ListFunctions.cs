using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>cel-go's extension for lists, version 3.</summary>
internal static class ListFunctions
{
    private static readonly string[] Sortable = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"];

    public static void Declare(FunctionTable table)
    {
        table.Method("slice", "list_slice", "list(T), int, int", "list(T)", args => Slice((CelList)args[0]!, (long)args[1]!, (long)args[2]!));
        table.UnguardedMethod("flatten", "list_flatten", "list(list(T))", "list(T)", args => Flatten(args[0], 1L));
        table.UnguardedMethod("flatten", "list_flatten_int", "list(dyn), int", "list(dyn)", args => Flatten(args[0], args[1]));
        table.Method("reverse", "list_reverse", "list(T)", "list(T)", args => new CelArray(((CelList)args[0]!).Items.Reverse()));
        table.Method("distinct", "list_distinct", "list(T)", "list(T)", args => Distinct((CelList)args[0]!));
        table.Function("lists.range", "lists_range", "int", "list(int)", args => Range((long)args[0]!));
        foreach (var type in Sortable)
        {
            table.Method("sort", $"list_{type}_sort", $"list({type})", $"list({type})", args => Sort((CelList)args[0]!, (CelList)args[0]!));
            table.Method(Operators.SortByKeys, $"list_{type}_sortByAssociatedKeys", $"list(T), list({type})", "list(T)", args => Sort((CelList)args[0]!, (CelList)args[1]!));
        }
    }

    private static object Slice(CelList list, long start, long end)
    {
        if (start < 0 || end < 0)
            return new CelError($"cannot slice({start}, {end}), negative indexes not supported");
        if (start > end)
            return new CelError($"cannot slice({start}, {end}), start index must be less than or equal to end index");
        if (list.Count < end)
            return new CelError($"cannot slice({start}, {end}), list is length {list.Count}");
        return new CelArray(list.Items.Skip((int)start).Take((int)(end - start)));
    }

    private static object Flatten(object? value, object? levels) => (value, levels) switch
    {
        (CelList list, long depth) => depth < 0 ? new CelError("level must be non-negative") : new CelArray(Flat(list, depth)),
        _ => CelError.NoOverload("flatten", [value, levels]),
    };

    private static IEnumerable<object?> Flat(CelList list, long depth) =>
        list.Items.SelectMany(item => item is CelList inner && depth > 0 ? Flat(inner, depth - 1) : [item]);

    private static CelArray Distinct(CelList list)
    {
        var unique = new List<object?>();
        foreach (var item in list.Items)
        {
            if (!unique.Exists(other => Equality.Equal(item, other) is true))
                unique.Add(item);
        }

        return new CelArray(unique);
    }

    private static CelArray Range(long count) => new(Enumerable.Range(0, (int)Math.Clamp(count, 0, 1_000_000)).Select(n => (object?)(long)n));

    private static object Sort(CelList list, CelList keys)
    {
        if (list.Count != keys.Count)
            return new CelError($"@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got {list.Count} and {keys.Count} elements respectively");
        if (list.Count == 0)
            return list;
        var types = keys.Items.Select(key => TypeOf.Value(key).Name).Distinct().ToArray();
        if (Ordering.Compare(keys[0], keys[0]) is CelError { Message: "no such overload" })
            return new CelError("list elements must be comparable");
        if (types.Length > 1)
            return new CelError("list elements must have the same type");
        var order = Enumerable.Range(0, list.Count).OrderBy(index => keys[index], Comparer<object?>.Create((a, b) => Ordering.Compare(a, b) as int? ?? 0));
        return new CelArray(order.Select(index => list[index]));
    }
}

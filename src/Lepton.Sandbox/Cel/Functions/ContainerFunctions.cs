using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>Sizes, membership and items of strings, lists and maps.</summary>
internal static class ContainerFunctions
{
    public static void Declare(FunctionTable table)
    {
        foreach (var (type, id) in new[] { ("bytes", "size_bytes"), ("list(A)", "size_list"), ("map(A, B)", "size_map"), ("string", "size_string") })
        {
            table.Function("size", id, type, "int", args => (long)Sizes.Of(args[0]));
            table.Method("size", id.Replace("size_", "", StringComparison.Ordinal) + "_size", type, "int", args => (long)Sizes.Of(args[0]));
        }

        table.Function(Operators.In, "in_list", "A, list(A)", "bool", args => InList(args[0], (CelList)args[1]!));
        table.Function(Operators.In, "in_map", "A, map(A, B)", "bool", args => ((CelMap)args[1]!).TryGet(args[0], out var value) ? value as CelError ?? (object)true : false);
        table.Function(Operators.Index, "index_list", "list(A), int", "A", args => At(args[0], args[1]));
        table.Function(Operators.Index, "index_map", "map(A, B), A", "B", args => At(args[0], args[1]));
        table.Function(Operators.MapInsert, "@mapInsert_map_key_value", "map(K, V), K, V", "map(K, V)", args => Insert((CelDictionary)args[0]!, args[1], args[2]));
        table.Function(Operators.MapInsert, "@mapInsert_map_map", "map(K, V), map(K, V)", "map(K, V)", args => InsertAll((CelDictionary)args[0]!, (CelMap)args[1]!));
    }

    /// <summary>What an index or key leads to: an item, a value, or an error. Indices of lists may be any number without a fraction.</summary>
    public static object? At(object? container, object? index) => container switch
    {
        CelMap map => map.TryGet(index, out var value) ? value : CelError.NoKey(index),
        CelList list => Position(index) is not { } at ? NoPosition(index) : at >= 0 && at < list.Count ? list[(int)at] : CelError.OutOfBounds(index),
        _ => CelError.NoKey(index),
    };

    private static long? Position(object? index) => index switch
    {
        long n => n,
        ulong n when n <= long.MaxValue => (long)n,
        double n when n == Math.Floor(n) && Math.Abs(n) < long.MaxValue => (long)n,
        _ => null,
    };

    private static CelError NoPosition(object? index) => index is double or ulong
        ? new CelError($"unsupported index value {Conversion.Plain(index)} in list")
        : new CelError($"unsupported index type '{TypeOf.Value(index).Name}' in list");

    private static object InList(object? value, CelList list)
    {
        CelError? error = null;
        foreach (var item in list.Items)
        {
            var equal = Equality.Equal(item, value);
            if (equal is true)
                return true;
            error ??= equal as CelError;
        }

        return error is null ? false : error;
    }

    private static object Insert(CelDictionary map, object? key, object? value) => !CelDictionary.IsKey(key)
        ? new CelError($"unsupported key type: {TypeOf.Value(key).Name}")
        : map.Add(key, value) ? map : new CelError($"insert failed: key {Conversion.Plain(key)} already exists");

    private static object InsertAll(CelDictionary map, CelMap other)
    {
        foreach (var key in other.Keys)
        {
            other.TryGet(key, out var value);
            if (Insert(map, key, value) is CelError error)
                return error;
        }

        return map;
    }
}

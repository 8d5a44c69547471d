using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>Optional types, as cel-go 0.26 has them by default.</summary>
internal static class OptionalFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Function("optional.of", "optional_of", "V", "optional(V)", args => CelOptional.Of(args[0]));
        table.Function("optional.ofNonZeroValue", "optional_ofNonZeroValue", "V", "optional(V)", args => IsZero(args[0]) ? CelOptional.None : CelOptional.Of(args[0]));
        table.Function("optional.none", "optional_none", "", "optional(V)", _ => CelOptional.None);
        table.Function("optional.unwrap", "optional_unwrap", "list(optional(V))", "list(V)", args => Unwrap((CelList)args[0]!));
        table.Method("unwrapOpt", "optional_unwrapOpt", "list(optional(V))", "list(V)", args => Unwrap((CelList)args[0]!));
        table.Method("value", "optional_value", "optional(V)", "V", args => args[0] is CelOptional { HasValue: true } optional ? optional.Value : new CelError("optional.none() dereference"));
        table.Method("hasValue", "optional_hasValue", "optional(V)", "bool", args => ((CelOptional)args[0]!).HasValue);
        table.Method("or", "optional_or_optional", "optional(V), optional(V)", "optional(V)", args => args[0] is CelOptional { HasValue: true } ? args[0] : args[1]);
        table.Method("orValue", "optional_orValue_value", "optional(V), V", "V", args => args[0] is CelOptional { HasValue: true } optional ? optional.Value : args[1]);
        table.Method("first", "list_first", "list(V)", "optional(V)", args => At((CelList)args[0]!, 0));
        table.Method("last", "list_last", "list(V)", "optional(V)", args => At((CelList)args[0]!, ((CelList)args[0]!).Count - 1));
        table.Function(Operators.OptionalSelect, "select_optional_field", "dyn, string", "optional(V)", args => Item(args[0], args[1]));
        table.Function(Operators.OptionalIndex, "list_optindex_optional_int", "list(V), int", "optional(V)", args => Item(args[0], args[1]));
        table.Function(Operators.OptionalIndex, "optional_list_optindex_optional_int", "optional(list(V)), int", "optional(V)", args => Item(args[0], args[1]));
        table.Function(Operators.OptionalIndex, "map_optindex_optional_value", "map(K, V), K", "optional(V)", args => Item(args[0], args[1]));
        table.Function(Operators.OptionalIndex, "optional_map_optindex_optional_value", "optional(map(K, V)), K", "optional(V)", args => Item(args[0], args[1]));
        table.Function(Operators.Index, "optional_list_index_int", "optional(list(V)), int", "optional(V)", args => Item(args[0], args[1]));
        table.Function(Operators.Index, "optional_map_index_value", "optional(map(K, V)), K", "optional(V)", args => Item(args[0], args[1]));
    }

    /// <summary>What is at a key or index of a container, or of what an optional holds: an optional, or an error.</summary>
    public static object Item(object? operand, object? index) => operand switch
    {
        CelOptional { HasValue: true } optional => Item(optional.Value, index),
        CelOptional none => none,
        CelMap map => map.TryGet(index, out var value) ? value as CelError ?? (object)CelOptional.Of(value) : CelOptional.None,
        CelList list => ContainerFunctions.At(list, index) switch
        {
            CelError error when error.Message.StartsWith("unsupported", StringComparison.Ordinal) => error,
            CelError => CelOptional.None,
            var item => CelOptional.Of(item),
        },
        _ => CelOptional.None,
    };

    private static CelOptional At(CelList list, int index) => index >= 0 && index < list.Count ? CelOptional.Of(list[index]) : CelOptional.None;

    private static CelArray Unwrap(CelList list) => new(list.Items.OfType<CelOptional>().Where(item => item.HasValue).Select(item => item.Value));

    private static bool IsZero(object? value) => value switch
    {
        null or false or 0L or 0UL or 0.0 or "" => true,
        Bytes { Data.Length: 0 } or CelList { Count: 0 } or CelMap { Count: 0 } or CelOptional { HasValue: false } => true,
        CelDuration duration => duration.Nanoseconds == 0,
        CelTimestamp timestamp => timestamp == CelTimestamp.First,
        _ => false,
    };
}

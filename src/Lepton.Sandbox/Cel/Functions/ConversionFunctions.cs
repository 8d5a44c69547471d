using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>Functions named after types.</summary>
internal static class ConversionFunctions
{
    private static readonly (string Name, string Result, Func<object?, object> Convert, (string Argument, string Id)[] From)[] All =
    [
        ("bool", "bool", Conversion.Bool, [("bool", "bool_to_bool"), ("string", "string_to_bool")]),
        ("bytes", "bytes", Conversion.Bytes, [("bytes", "bytes_to_bytes"), ("string", "string_to_bytes")]),
        ("double", "double", Conversion.Double, [("double", "double_to_double"), ("int", "int64_to_double"), ("string", "string_to_double"), ("uint", "uint64_to_double")]),
        ("duration", "duration", Conversion.Duration, [("duration", "duration_to_duration"), ("int", "int64_to_duration"), ("string", "string_to_duration")]),
        ("int", "int", Conversion.Int,
        [
            ("int", "int64_to_int64"), ("double", "double_to_int64"), ("duration", "duration_to_int64"), ("string", "string_to_int64"),
            ("timestamp", "timestamp_to_int64"), ("uint", "uint64_to_int64"),
        ]),
        ("string", "string", Conversion.String,
        [
            ("string", "string_to_string"), ("bool", "bool_to_string"), ("bytes", "bytes_to_string"), ("double", "double_to_string"),
            ("duration", "duration_to_string"), ("int", "int64_to_string"), ("timestamp", "timestamp_to_string"), ("uint", "uint64_to_string"),
            ("net.IP", "ip_to_string"), ("net.CIDR", "cidr_to_string"),
        ]),
        ("timestamp", "timestamp", Conversion.Timestamp, [("timestamp", "timestamp_to_timestamp"), ("int", "int64_to_timestamp"), ("string", "string_to_timestamp")]),
        ("uint", "uint", Conversion.Uint, [("uint", "uint64_to_uint64"), ("double", "double_to_uint64"), ("int", "int64_to_uint64"), ("string", "string_to_uint64")]),
    ];

    public static void Declare(FunctionTable table)
    {
        foreach (var (name, result, convert, from) in All)
        {
            foreach (var (argument, id) in from)
                table.Function(name, id, argument, result, args => convert(args[0]));
        }

        table.Function("dyn", "to_dyn", "A", "dyn", args => args[0]);
        table.Function("type", "type", "A", "type(A)", args => TypeOf.Value(args[0]));
    }
}

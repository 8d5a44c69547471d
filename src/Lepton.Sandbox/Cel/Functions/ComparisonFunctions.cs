using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>The four orders, within each ordered type and across the numeric ones.</summary>
internal static class ComparisonFunctions
{
    private static readonly (string Suffix, string Arguments)[] Types =
    [
        ("bool", "bool, bool"), ("int64", "int, int"), ("int64_double", "int, double"), ("int64_uint64", "int, uint"), ("uint64", "uint, uint"),
        ("uint64_double", "uint, double"), ("uint64_int64", "uint, int"), ("double", "double, double"), ("double_int64", "double, int"),
        ("double_uint64", "double, uint"), ("string", "string, string"), ("bytes", "bytes, bytes"), ("timestamp", "timestamp, timestamp"),
        ("duration", "duration, duration"),
    ];

    public static void Declare(FunctionTable table)
    {
        Order(table, Operators.Less, "less", order => order < 0);
        Order(table, Operators.LessOrEqual, "less_equals", order => order <= 0);
        Order(table, Operators.Greater, "greater", order => order > 0);
        Order(table, Operators.GreaterOrEqual, "greater_equals", order => order >= 0);
    }

    private static void Order(FunctionTable table, string name, string id, Func<int, bool> holds)
    {
        foreach (var (suffix, arguments) in Types)
            table.Function(name, $"{id}_{suffix}", arguments, "bool", args => Ordering.Compare(args[0], args[1]) is var order && order is int n ? holds(n) : order);
    }
}

using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>Arithmetic on numbers: what does not fit is an error, never another number.</summary>
internal static class ArithmeticFunctions
{
    public static void Declare(FunctionTable table)
    {
        Ints(table, Operators.Add, "add_int64", (a, b) => a + b);
        Ints(table, Operators.Subtract, "subtract_int64", (a, b) => a - b);
        Ints(table, Operators.Multiply, "multiply_int64", (a, b) => a * b);
        table.Function(Operators.Divide, "divide_int64", "int, int", "int", args => DivideInt((long)args[0]!, (long)args[1]!));
        table.Function(Operators.Modulo, "modulo_int64", "int, int", "int", args => ModuloInt((long)args[0]!, (long)args[1]!));
        table.Function(Operators.Negate, "negate_int64", "int", "int", args => Fit(-(Int128)(long)args[0]!));

        Uints(table, Operators.Add, "add_uint64", (a, b) => a + b);
        Uints(table, Operators.Subtract, "subtract_uint64", (a, b) => a - b);
        table.Function(Operators.Multiply, "multiply_uint64", "uint, uint", "uint", args => FitUint(Math.BigMul((ulong)args[0]!, (ulong)args[1]!)));
        table.Function(Operators.Divide, "divide_uint64", "uint, uint", "uint", args => args[1] is 0UL ? CelError.DivisionByZero : (ulong)args[0]! / (ulong)args[1]!);
        table.Function(Operators.Modulo, "modulo_uint64", "uint, uint", "uint", args => args[1] is 0UL ? CelError.ModulusByZero : (ulong)args[0]! % (ulong)args[1]!);

        Doubles(table, Operators.Add, "add_double", (a, b) => a + b);
        Doubles(table, Operators.Subtract, "subtract_double", (a, b) => a - b);
        Doubles(table, Operators.Multiply, "multiply_double", (a, b) => a * b);
        Doubles(table, Operators.Divide, "divide_double", (a, b) => a / b);
        table.Function(Operators.Negate, "negate_double", "double", "double", args => -(double)args[0]!);

        table.Function(Operators.Add, "add_string", "string, string", "string", args => (string)args[0]! + (string)args[1]!);
        table.Function(Operators.Add, "add_bytes", "bytes, bytes", "bytes", args => new Bytes([.. ((Bytes)args[0]!).Data, .. ((Bytes)args[1]!).Data]));
        table.Function(Operators.Add, "add_list", "list(A), list(A)", "list(A)", args => ((CelList)args[0]!).Append((CelList)args[1]!));
    }

    private static void Ints(FunctionTable table, string name, string id, Func<Int128, Int128, Int128> compute) =>
        table.Function(name, id, "int, int", "int", args => Fit(compute((long)args[0]!, (long)args[1]!)));

    private static void Uints(FunctionTable table, string name, string id, Func<Int128, Int128, Int128> compute) =>
        table.Function(name, id, "uint, uint", "uint", args => compute((ulong)args[0]!, (ulong)args[1]!) is var value && value >= 0 ? FitUint((UInt128)value) : CelError.UintOverflow);

    private static void Doubles(FunctionTable table, string name, string id, Func<double, double, double> compute) =>
        table.Function(name, id, "double, double", "double", args => compute((double)args[0]!, (double)args[1]!));

    private static object Fit(Int128 value) => value >= long.MinValue && value <= long.MaxValue ? (long)value : CelError.IntOverflow;

    private static object FitUint(UInt128 value) => value <= ulong.MaxValue ? (ulong)value : CelError.UintOverflow;

    private static object DivideInt(long left, long right) => right == 0 ? CelError.DivisionByZero : left == long.MinValue && right == -1 ? CelError.IntOverflow : left / right;

    private static object ModuloInt(long left, long right) => right == 0 ? CelError.ModulusByZero : left == long.MinValue && right == -1 ? CelError.IntOverflow : left % right;
}

using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>Operators on bools, and equality. Those without a body look at one side only where they can: the evaluator does them.</summary>
internal static class LogicFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Function(Operators.Conditional, "conditional", "bool, A, A", "A", null);
        table.Function(Operators.And, "logical_and", "bool, bool", "bool", null);
        table.Function(Operators.Or, "logical_or", "bool, bool", "bool", null);
        table.Function(Operators.NotStrictlyFalse, "not_strictly_false", "bool", "bool", null);
        table.Function(Operators.Not, "logical_not", "bool", "bool", args => !(bool)args[0]!);
        table.Function(Operators.Equal, "equals", "A, A", "bool", args => Equality.Equal(args[0], args[1]));
        table.Function(Operators.NotEqual, "not_equals", "A, A", "bool", args => Equality.Equal(args[0], args[1]) is bool equal ? !equal : Equality.Equal(args[0], args[1]));
    }
}

using System.Text.RegularExpressions;
using Lepton.Kubernetes.Models;
using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>Kubernetes' quantity library.</summary>
internal static partial class QuantityFunctions
{
    private const string Type = "kubernetes.Quantity";
    private const string Two = "kubernetes.Quantity, kubernetes.Quantity";

    private const string Malformed = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    public static void Declare(FunctionTable table)
    {
        table.Function("quantity", "string_to_quantity", "string", Type, args => Quantity.TryParse((string)args[0]!, out var amount) ? new QuantityValue(amount) : Problem((string)args[0]!));
        table.Function("isQuantity", "is_quantity_string", "string", "bool", args => Quantity.TryParse((string)args[0]!, out _));
        table.Function("sign", "quantity_sign", Type, "int", args => (long)Amount(args, 0).Sign);
        table.Method("isGreaterThan", "quantity_is_greater_than", Two, "bool", args => Amount(args, 0) > Amount(args, 1));
        table.Method("isLessThan", "quantity_is_less_than", Two, "bool", args => Amount(args, 0) < Amount(args, 1));
        table.Method("compareTo", "quantity_compare_to", Two, "int", args => (long)Amount(args, 0).CompareTo(Amount(args, 1)));
        table.Method("asApproximateFloat", "quantity_get_float", Type, "double", args => Amount(args, 0).ToDouble());
        table.Method("asInteger", "quantity_get_int", Type, "int", args => ((QuantityValue)args[0]!).Whole is { } whole ? whole : new CelError("cannot convert value to integer"));
        table.Method("isInteger", "quantity_is_integer", Type, "bool", args => ((QuantityValue)args[0]!).Whole is not null);
        table.Method("add", "quantity_add", Two, Type, args => Sum(Amount(args, 0), Amount(args, 1)));
        table.Method("add", "quantity_add_int", $"{Type}, int", Type, args => Sum(Amount(args, 0), Quantity.Of((long)args[1]!)));
        table.Method("sub", "quantity_sub", Two, Type, args => Sum(Amount(args, 0), -Amount(args, 1)));
        table.Method("sub", "quantity_sub_int", $"{Type}, int", Type, args => Sum(Amount(args, 0), -Quantity.Of((long)args[1]!)));
    }

    private static CelError Problem(string text) => new(Shape().IsMatch(text) ? "unable to parse quantity's suffix" : Malformed);

    [GeneratedRegex(@"^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();

    private static Quantity Amount(object?[] args, int index) => ((QuantityValue)args[index]!).Amount;

    /// <summary>Beyond the range that is kept exactly (±1.7·10²⁹) there is an error, where a server would go on.</summary>
    private static object Sum(Quantity left, Quantity right)
    {
        try
        {
            return new QuantityValue(left + right);
        }
        catch (OverflowException)
        {
            return new CelError("quantity overflow");
        }
    }
}

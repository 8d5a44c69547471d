using Lepton.Sandbox.Cel.Checking;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>
/// Every function of the environment in which Kubernetes 1.36 compiles new expressions: the standard library, strings (version 2), sets, lists
/// (version 3), optional types, two-variable comprehensions, and its own lists, regex, URL, quantity, IP, CIDR, semver and format libraries.
/// </summary>
internal static class Library
{
    public static FunctionTable Functions { get; } = Declare();

    private static FunctionTable Declare()
    {
        var table = new FunctionTable();
        LogicFunctions.Declare(table);
        ArithmeticFunctions.Declare(table);
        TimeFunctions.Declare(table);
        ComparisonFunctions.Declare(table);
        ContainerFunctions.Declare(table);
        ConversionFunctions.Declare(table);
        StringFunctions.Declare(table);
        RegexFunctions.Declare(table);
        ListFunctions.Declare(table);
        AggregateFunctions.Declare(table);
        SetFunctions.Declare(table);
        OptionalFunctions.Declare(table);
        UrlFunctions.Declare(table);
        QuantityFunctions.Declare(table);
        AddressFunctions.Declare(table);
        SemverFunctions.Declare(table);
        FormatFunctions.Declare(table);
        return table;
    }
}

using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>cel-go's extension for lists taken as sets.</summary>
internal static class SetFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Function("sets.contains", "list_sets_contains_list", "list(T), list(T)", "bool", args => Contains(args[0], args[1]));
        table.Function("sets.equivalent", "list_sets_equivalent_list", "list(T), list(T)", "bool", args => Contains(args[0], args[1]) && Contains(args[1], args[0]));
        table.Function("sets.intersects", "list_sets_intersects_list", "list(T), list(T)", "bool", args => ((CelList)args[0]!).Items.Any(item => Has((CelList)args[1]!, item)));
    }

    private static bool Contains(object? list, object? sub) => ((CelList)sub!).Items.All(item => Has((CelList)list!, item));

    private static bool Has(CelList list, object? value) => list.Items.Any(item => Equality.Equal(item, value) is true);
}

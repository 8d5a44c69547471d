using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>Kubernetes' semver library, version 1.</summary>
internal static class SemverFunctions
{
    private const string Type = "kubernetes.Semver";
    private const string Two = "kubernetes.Semver, kubernetes.Semver";

    public static void Declare(FunctionTable table)
    {
        table.Function("semver", "string_to_semver", "string", Type, args => Parse(args[0], normalize: false));
        table.Function("semver", "string_bool_to_semver", "string, bool", Type, args => Parse(args[0], (bool)args[1]!));
        table.Function("isSemver", "is_semver_string", "string", "bool", args => Parse(args[0], normalize: false) is SemverValue);
        table.Function("isSemver", "is_semver_string_bool", "string, bool", "bool", args => Parse(args[0], (bool)args[1]!) is SemverValue);
        table.Method("isGreaterThan", "semver_is_greater_than", Two, "bool", args => Order(args) > 0);
        table.Method("isLessThan", "semver_is_less_than", Two, "bool", args => Order(args) < 0);
        table.Method("compareTo", "semver_compare_to", Two, "int", args => (long)Order(args));
        table.Method("major", "semver_major", Type, "int", args => ((SemverValue)args[0]!).Major);
        table.Method("minor", "semver_minor", Type, "int", args => ((SemverValue)args[0]!).Minor);
        table.Method("patch", "semver_patch", Type, "int", args => ((SemverValue)args[0]!).Patch);
    }

    private static object Parse(object? text, bool normalize) => SemverValue.Parse((string)text!, normalize, out var problem) ?? (object)new CelError(problem);

    private static int Order(object?[] args) => ((SemverValue)args[0]!).CompareTo((SemverValue)args[1]!);
}

using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>Kubernetes' library of named formats: <c>format.dns1123Label().validate(x)</c>.</summary>
internal static class FormatFunctions
{
    public static void Declare(FunctionTable table)
    {
        foreach (var (name, format) in FormatValue.ByName)
            table.Function("format." + name, "format." + name, "", "kubernetes.NamedFormat", _ => format);
        table.Function("format.named", "format-named", "string", "optional(kubernetes.NamedFormat)", args => FormatValue.ByName.TryGetValue((string)args[0]!, out var format) ? CelOptional.Of(format) : CelOptional.None);
        table.Method("validate", "format-validate", "kubernetes.NamedFormat, string", "optional(list(string))", args => Validate((FormatValue)args[0]!, (string)args[1]!));
    }

    private static CelOptional Validate(FormatValue format, string text)
    {
        var problems = format.Problems(text).ToList();
        return problems.Count == 0 ? CelOptional.None : CelOptional.Of(new CelArray(problems));
    }
}

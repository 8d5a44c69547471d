using System.Text.RegularExpressions;
using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Values;
using Lepton.Sandbox.Schemas.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary><c>matches</c> of the standard library, <c>find</c> and <c>findAll</c> of Kubernetes.</summary>
internal static class RegexFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Function("matches", "matches", "string, string", "bool", args => With(args, "", regex => regex.IsMatch((string)args[0]!)));
        table.Method("matches", "matches_string", "string, string", "bool", args => With(args, "", regex => regex.IsMatch((string)args[0]!)));
        table.Method("find", "string_find_string", "string, string", "string", args => With(args, "Illegal regex: ", regex => regex.Match((string)args[0]!).Value));
        table.Method("findAll", "string_find_all_string", "string, string", "list(string)", args => All(args, -1));
        table.Method("findAll", "string_find_all_string_int", "string, string, int", "list(string)", args => All(args, (long)args[2]!));
    }

    private static object All(object?[] args, long limit) => With(args, "Illegal regex: ", regex =>
    {
        var found = regex.Matches((string)args[0]!).Select(match => match.Value);
        return new CelArray(limit < 0 ? found : found.Take((int)Math.Min(limit, int.MaxValue)));
    });

    private static object With(object?[] args, string head, Func<Regex, object> use) =>
        Re2.TryCompile((string)args[1]!, out var problem) is { } regex ? use(regex) : new CelError(head + problem);
}

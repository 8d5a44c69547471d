using System.Text.RegularExpressions;
using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Evaluation;
using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Tests.Cel;

/// <summary>Compiles and runs expressions as the tests write them.</summary>
internal static partial class CelRunner
{
    /// <summary>The value or error of an expression that must compile.</summary>
    public static object? Run(string expression, string variables = "") => Outcome(expression, variables).Value;

    public static CelOutcome Outcome(string expression, string variables = "")
    {
        var (types, values) = Declare(variables);
        var program = CelProgram.Compile(expression, new CelEnvironment(types), out var problems);
        Assert.True(program is not null, $"{expression}\n{problems}");
        return program.Run(values, 1_000_000);
    }

    /// <summary>Why an expression does not compile; empty when it does.</summary>
    public static string Problems(string expression, string variables = "")
    {
        CelProgram.Compile(expression, new CelEnvironment(Declare(variables).Types), out var problems);
        return problems;
    }

    /// <summary>What is wrong with a case; null when it holds.</summary>
    public static string? Failure(CelCase test)
    {
        var (types, values) = Declare(test.Variables);
        var program = CelProgram.Compile(test.Expression, new CelEnvironment(types), out var problems);
        var found = program?.Run(values, 10_000_000).Value;
        var holds = test.Kind switch
        {
            Expectation.Refused => program is null && problems.Contains(test.Expected, StringComparison.Ordinal),
            Expectation.Error => found is CelError error && error.Message.Contains(test.Expected, StringComparison.Ordinal),
            _ => program is not null && Same(found, Run(test.Expected)),
        };
        var got = program is null ? "refused: " + problems.Split('\n')[0] : Show(found);
        return holds ? null : $"[{test.Group}] {test.Expression} {{{test.Variables}}}\n    wanted {test.Kind} {test.Expected}\n    got    {got}";
    }

    /// <summary>Equal and of one type; unlike in the language NaN is NaN.</summary>
    public static bool Same(object? left, object? right)
    {
        if (left is double.NaN && right is double.NaN)
            return true;
        return TypeOf.Value(left).Name == TypeOf.Value(right).Name && left is not CelError && Equality.Equal(left, right) is true;
    }

    public static string Show(object? value) => value switch
    {
        CelError error => "error: " + error.Message,
        CelList list => $"[{string.Join(", ", list.Items.Select(Show))}]",
        CelMap map => $"{{{string.Join(", ", map.Keys.Select(key => $"{Show(key)}: {(map.TryGet(key, out var item) ? Show(item) : "?")}"))}}}",
        CelOptional optional => optional.HasValue ? $"optional({Show(optional.Value)})" : "none",
        string text => System.Text.Json.JsonSerializer.Serialize(text, Lepton.Sandbox.Json.JsonTree.Compact),
        ulong number => number + "u",
        Bytes bytes => "b" + Convert.ToHexString(bytes.Data),
        _ => Conversion.Plain(value),
    };

    private static (Dictionary<string, CelType> Types, Dictionary<string, object?> Values) Declare(string variables)
    {
        var types = new Dictionary<string, CelType>(StringComparer.Ordinal);
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var declaration in Separator().Split(variables).Where(text => text.Length > 0))
        {
            var colon = declaration.IndexOf(':', StringComparison.Ordinal);
            var equals = declaration.IndexOf(" = ", StringComparison.Ordinal);
            var name = declaration[..colon];
            types[name] = TypeText.One(declaration[(colon + 1)..(equals < 0 ? declaration.Length : equals)]);
            if (equals >= 0)
                values[name] = Run(declaration[(equals + 3)..]);
        }

        return (types, values);
    }

    [GeneratedRegex(@"; (?=\w+: )", RegexOptions.CultureInvariant)]
    private static partial Regex Separator();
}

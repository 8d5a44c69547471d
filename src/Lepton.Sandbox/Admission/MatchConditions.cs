using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Evaluation;
using Lepton.Sandbox.Cel.Schemas;
using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Cel.Values;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.Admission;

/// <summary>The CEL conditions of webhooks, over <c>object</c>, <c>oldObject</c> and <c>request</c>.</summary>
internal static class MatchConditions
{
    private const ulong Budget = 2_500_000;

    private static readonly CelEnvironment Environment = new(new Dictionary<string, CelType>(StringComparer.Ordinal)
    {
        ["object"] = CelType.Dyn,
        ["oldObject"] = CelType.Dyn,
        ["request"] = CelType.Dyn,
    });

    private static readonly ConcurrentDictionary<string, (CelProgram? Program, string Problems)> Compiled = new(StringComparer.Ordinal);

    /// <summary>Whether all hold. One that is false decides, even when another breaks.</summary>
    /// <param name="error">Why they could not be told.</param>
    public static bool Hold(IReadOnlyList<JsonObject> conditions, JsonObject request, out string? error)
    {
        error = null;
        if (conditions.Count == 0)
            return true;
        var variables = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["object"] = PlainValues.Of(request["object"]),
            ["oldObject"] = PlainValues.Of(request["oldObject"]),
            ["request"] = PlainValues.Of(request),
        };
        var problems = new List<string>();
        foreach (var condition in conditions)
        {
            var expression = condition.Str("expression") ?? "";
            var (program, refused) = Compile(expression);
            var value = program is null ? new CelError("compilation failed: " + refused) : program.Run(variables, Budget).Value;
            if (value is false)
                return false;
            if (value is not true)
                problems.Add($"expression '{expression}' resulted in error: {(value as CelError)?.Message ?? "it is no bool"}");
        }

        error = problems.Count == 0 ? null : problems.Count == 1 ? problems[0] : $"[{string.Join(", ", problems)}]";
        return error is null;
    }

    /// <summary>Refuses conditions that do not compile or are no bool.</summary>
    /// <param name="path">Of the webhook.</param>
    public static void Check(JsonObject webhook, string path, FieldErrors errors)
    {
        var conditions = webhook.Arr("matchConditions") ?? [];
        for (var i = 0; i < conditions.Count; i++)
        {
            var expression = conditions[i].Str("expression") ?? "";
            var (program, problems) = Compile(expression);
            if (program is null)
                errors.Invalid($"{path}.matchConditions[{i}].expression", expression, "compilation failed: " + problems);
            else if (program.Result.Kind is not (TypeKind.Bool or TypeKind.Dyn))
                errors.Invalid($"{path}.matchConditions[{i}].expression", expression, "must evaluate to bool");
        }
    }

    private static (CelProgram? Program, string Problems) Compile(string expression) =>
        Compiled.GetOrAdd(expression, text => (CelProgram.Compile(text, Environment, out var problems), problems));
}

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

/// <summary>CEL over requests: the match conditions of webhooks, and all that policies say. There is no <c>authorizer</c>: expressions that name it are refused.</summary>
internal sealed class AdmissionExpressions
{
    private const ulong Budget = 2_500_000;
    private readonly CelEnvironment _environment;
    private readonly ConcurrentDictionary<string, (CelProgram? Program, string Problems)> _compiled = new(StringComparer.Ordinal);

    private AdmissionExpressions(params string[] names) =>
        _environment = new CelEnvironment(names.ToDictionary(name => name, _ => CelType.Dyn, StringComparer.Ordinal));

    public static AdmissionExpressions OfWebhooks { get; } = new("object", "oldObject", "request");

    public static AdmissionExpressions OfPolicies { get; } = new("object", "oldObject", "request", "params", "namespaceObject", "variables");

    /// <param name="request">The request of an AdmissionReview.</param>
    public static Dictionary<string, object?> Variables(JsonObject request) => new(StringComparer.Ordinal)
    {
        ["object"] = PlainValues.Of(request["object"]),
        ["oldObject"] = PlainValues.Of(request["oldObject"]),
        ["request"] = PlainValues.Of(request),
    };

    /// <summary>The value, or a <see cref="CelError"/>.</summary>
    public object? Value(string expression, IReadOnlyDictionary<string, object?> variables)
    {
        var (program, refused) = Compile(expression);
        return program is null ? new CelError("compilation failed: " + refused) : program.Run(variables, Budget).Value;
    }

    /// <summary>Whether all conditions hold. One that is false decides, even when another breaks.</summary>
    /// <param name="error">Why they could not be told.</param>
    public bool Hold(IReadOnlyList<JsonObject> conditions, IReadOnlyDictionary<string, object?> variables, out string? error)
    {
        var problems = new List<string>();
        error = null;
        foreach (var expression in conditions.Select(condition => condition.Str("expression") ?? ""))
        {
            var value = Value(expression, variables);
            if (value is false)
                return false;
            if (value is not true)
                problems.Add(Problem(expression, value));
        }

        error = problems.Count == 0 ? null : problems.Count == 1 ? problems[0] : $"[{string.Join(", ", problems)}]";
        return error is null;
    }

    public static string Problem(string expression, object? value) => $"expression '{expression}' resulted in error: {(value as CelError)?.Message ?? "it is no bool"}";

    /// <summary>Refuses match conditions that do not compile or are no bool.</summary>
    /// <param name="path">Of the list.</param>
    public void Check(JsonArray? conditions, string path, FieldErrors errors)
    {
        for (var i = 0; i < conditions?.Count; i++)
            Check(conditions[i].Str("expression") ?? "", $"{path}[{i}].expression", errors, TypeKind.Bool);
    }

    /// <param name="wanted">What the value must be; null for any.</param>
    public void Check(string expression, string path, FieldErrors errors, TypeKind? wanted)
    {
        var (program, problems) = Compile(expression);
        if (program is null)
            errors.Invalid(path, expression, "compilation failed: " + problems);
        else if (wanted is { } kind && program.Result.Kind != kind && program.Result.Kind != TypeKind.Dyn)
            errors.Invalid(path, expression, $"must evaluate to {kind.ToString().ToLowerInvariant()}");
    }

    private (CelProgram? Program, string Problems) Compile(string expression) =>
        _compiled.GetOrAdd(expression, text => (CelProgram.Compile(text, _environment, out var problems), problems));
}

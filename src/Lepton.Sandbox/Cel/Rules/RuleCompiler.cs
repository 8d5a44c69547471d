using System.Text.Json.Nodes;
using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Costs;
using Lepton.Sandbox.Cel.Evaluation;
using Lepton.Sandbox.Cel.Schemas;
using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Cel.Rules;

/// <summary>Compiles the rules of one node of a schema. After apiextensions' schema/cel/compilation.go.</summary>
internal static class RuleCompiler
{
    public static IReadOnlyList<Rule> Compile(Structural node, SchemaType type)
    {
        var self = type.ToCelType("selfType");
        var plain = Environment(self, self);
        var optional = Environment(self, CelType.Optional(self));
        return [.. node.Rules.Select(rule => One(node, rule, rule.Bool("optionalOldSelf") == true ? optional : plain, type))];
    }

    private static CelEnvironment Environment(CelType self, CelType oldSelf) =>
        new(new Dictionary<string, CelType>(StringComparer.Ordinal) { ["self"] = self, ["oldSelf"] = oldSelf });

    private static Rule One(Structural node, JsonObject source, CelEnvironment environment, SchemaType type)
    {
        var text = source.Str("rule") ?? "";
        if (text.Trim().Length == 0)
            return new Rule(source);
        var program = CelProgram.Compile(text, environment, out var problems);
        if (program is null)
            return new Rule(source) { Problem = "compilation failed: " + problems };
        if (program.Result.Kind != TypeKind.Bool)
            return new Rule(source) { Problem = "cel expression must evaluate to a bool" };
        if (program.InstantiationProblem() is { } problem)
            return new Rule(source) { Problem = "program instantiation failed: " + problem };
        var (message, messageProblem) = Message(source, environment);
        return new Rule(source)
        {
            Program = program,
            MaxCost = program.EstimateCost(Sizes(type)),
            Message = message,
            MessageProblem = messageProblem,
            MaxMessageCost = message?.EstimateCost(Sizes(type)) ?? 0,
            FieldPath = source.Str("fieldPath") is { Length: > 0 } path ? FieldPaths.Resolve(node, path) ?? "" : "",
        };
    }

    private static (CelProgram? Program, string? Problem) Message(JsonObject source, CelEnvironment environment)
    {
        if (source.Str("messageExpression") is not { Length: > 0 } text)
            return (null, null);
        var program = CelProgram.Compile(text, environment, out var problems);
        if (program is null)
            return (null, "messageExpression compilation failed: " + problems);
        if (program.Result.Kind != TypeKind.String)
            return (null, "messageExpression must evaluate to a string");
        return program.InstantiationProblem() is { } problem ? (null, "messageExpression instantiation failed: " + problem) : (program, null);
    }

    private static Func<IReadOnlyList<string>, Estimate?> Sizes(SchemaType type) =>
        path => type.MaxElementsAt(path) is { } most ? new Estimate(0, (ulong)most) : null;
}

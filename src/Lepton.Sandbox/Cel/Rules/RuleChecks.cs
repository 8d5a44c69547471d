using System.Text.Json.Nodes;
using Lepton.Sandbox.Cel.Costs;
using Lepton.Sandbox.Cel.Schemas;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas;
using Lepton.Sandbox.Schemas.Structure;

namespace Lepton.Sandbox.Cel.Rules;

/// <summary>Why the rules of a CRD version cannot be accepted: they do not compile, or may cost too much. After apiextensions' validation of x-kubernetes-validations.</summary>
internal sealed class RuleChecks
{
    private readonly FieldErrors _errors = new();
    private readonly RuleBudget _budget = new();

    private RuleChecks()
    {
    }

    /// <param name="path">Where the schema stands in the CRD.</param>
    public static FieldErrors Check(Structural schema, string path)
    {
        var checks = new RuleChecks();
        checks.Visit(schema, path, new Context(1, null), root: true);
        checks._budget.Finish(path, checks._errors);
        return checks._errors;
    }

    private void Visit(Structural schema, string path, Context context, bool root)
    {
        if (schema.Additional is { } values)
            Visit(values, path + ".additionalProperties", context.Within(schema.Constraints.MaxProperties), root: false);
        foreach (var (name, property) in schema.Properties.OrderBy(property => property.Key, StringComparer.Ordinal))
            Visit(property, $"{path}.properties[{name}]", context, root: false);
        if (schema.Items is { } items)
            Visit(items, path + ".items", context.Within(schema.Constraints.MaxItems) with { Uncorrelatable = schema.ListType == "map" ? context.Uncorrelatable : path }, root: false);
        if (schema.Rules.Count == 0)
            return;
        if (SchemaTypes.Of(schema, root || schema.Embedded) is not { } type)
        {
            _errors.Internal(path + ".x-kubernetes-validations", "internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations");
            return;
        }

        var rules = RuleCompiler.Compile(schema, type);
        for (var i = 0; i < rules.Count; i++)
            One(rules[i], $"{path}.x-kubernetes-validations[{i}]", context.Times ?? (ulong)(SchemaTypes.MaxRequestSize / (type.MinSize + 1)), context.Uncorrelatable);
    }

    private void One(Rule rule, string path, ulong times, string? uncorrelatable)
    {
        _budget.Add(path + ".rule", "estimated rule cost", Estimate.Multiply(rule.MaxCost, times), _errors);
        if (rule.Problem is { } problem)
            _errors.Invalid(path + ".rule", AsGo(rule.Source), problem);
        if (rule.MessageProblem is { } messageProblem)
            _errors.Invalid(path + ".messageExpression", AsGo(rule.Source), messageProblem);
        else if (rule.Message is not null)
            _budget.Add(path + ".messageExpression", "estimated messageExpression cost", rule.MaxMessageCost, _errors);
        if (rule.UsesOldSelf && uncorrelatable is not null)
            _errors.Invalid(path + ".rule", rule.Text, $"oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelatable}");
        else if (!rule.UsesOldSelf && rule.Source["optionalOldSelf"] is { } optional)
            _errors.Invalid(path + ".optionalOldSelf", JsonTree.CloneNode(optional), "may not be set if oldSelf is not used in rule");
    }

    /// <summary>The rule as Go writes the internal type.</summary>
    private static JsonObject AsGo(JsonObject rule) => new()
    {
        ["Rule"] = rule.Str("rule") ?? "",
        ["Message"] = rule.Str("message") ?? "",
        ["MessageExpression"] = rule.Str("messageExpression") ?? "",
        ["Reason"] = rule.Str("reason"),
        ["FieldPath"] = rule.Str("fieldPath") ?? "",
        ["OptionalOldSelf"] = JsonTree.CloneNode(rule["optionalOldSelf"]),
    };

    /// <summary>What is above a node.</summary>
    /// <param name="Times">How often a value of the node can be in an object; null when lists or maps above have no limit.</param>
    /// <param name="Uncorrelatable">The list above whose items cannot be matched with the stored ones.</param>
    private sealed record Context(ulong? Times, string? Uncorrelatable)
    {
        public Context Within(long? most) => this with { Times = Times is { } times && most is { } limit ? Estimate.Multiply(times, (ulong)Math.Max(limit, 0)) : null };
    }
}

using System.Text.Json.Nodes;
using Lepton.Sandbox.Cel.Schemas;
using Lepton.Sandbox.Cel.Values;
using Lepton.Sandbox.Schemas;
using Lepton.Sandbox.Schemas.Values;

namespace Lepton.Sandbox.Cel.Rules;

/// <summary>Runs the rules of a schema over one object. After apiextensions' schema/cel/validation.go.</summary>
/// <param name="warnings">Gets what fails but was so before: rules added later do not forbid to update old objects.</param>
internal sealed class RuleValidator(FieldErrors errors, ICollection<string> warnings)
{
    /// <summary>How a server names the field of an error that is about the whole object.</summary>
    private const string Root = "<nil>";

    private long _budget = RuleLimits.PerObject;

    /// <param name="old">The stored object; null on create.</param>
    public void Validate(RuleTree tree, JsonObject value, JsonObject? old) => Visit(tree, value, Stored.Of(old), new Ratchet(Stored.Of(old), default, default, value, AtRoot: true), "");

    /// <summary>A default of the schema: it is stored as often as it is new, and nothing that it breaks is excused.</summary>
    /// <param name="path">Where the default stands in the definition.</param>
    public void ValidateDefault(RuleTree tree, JsonNode value, string path) => Visit(tree, value, Stored.Of(value), default, path);

    private void Visit(RuleTree tree, JsonNode? value, Stored old, Ratchet ratchet, string path)
    {
        if (value is null || _budget < 0)
            return;
        foreach (var rule in tree.Rules.Where(rule => rule.Program is not null))
        {
            One(tree, rule, value, old, ratchet, path);
            if (_budget < 0)
                return;
        }

        switch (value)
        {
            case JsonArray items when tree.Items is { } below:
                for (var i = 0; i < items.Count; i++)
                    Visit(below, items[i], old.Item(tree.Schema, items[i]), ratchet.Below(old.Item(tree.Schema, items[i]), items[i]), $"{path}[{i}]");
                break;
            case JsonObject map:
                Members(tree, map, old, ratchet, path);
                break;
        }
    }

    private void Members(RuleTree tree, JsonObject map, Stored old, Ratchet ratchet, string path)
    {
        foreach (var (name, member) in map)
        {
            var next = ratchet.Below(name, old.Member(name), member);
            if (tree.Properties.TryGetValue(name, out var property))
                Visit(property, member, old.Member(name), next, path.Length == 0 ? name : $"{path}.{name}");
            else if (tree.Additional is { } additional)
                Visit(additional, member, old.Member(name), next, $"{path}[{name}]");
        }
    }

    private void One(RuleTree tree, Rule rule, JsonNode value, Stored old, Ratchet ratchet, string path)
    {
        var hasOld = old is { Known: true, Value: not null };
        if (rule.UsesOldSelf && !hasOld && !rule.OptionalOldSelf)
            return;
        var variables = Variables(tree, rule, value, hasOld ? old.Value : null);
        var (result, cost) = rule.Program!.Run(variables, RuleLimits.PerCall);
        if ((long)cost > _budget)
        {
            Stop(path, tree, "validation failed due to running out of cost budget, no further validation rules will be run");
            return;
        }

        _budget -= (long)cost;
        if (result is CelError error)
            Broken(tree, rule, error.Message, path);
        else if (result is not true)
            Failed(tree, rule, value, variables, ratchet, path);
    }

    private static Dictionary<string, object?> Variables(RuleTree tree, Rule rule, JsonNode value, JsonNode? old)
    {
        var variables = new Dictionary<string, object?>(StringComparer.Ordinal) { ["self"] = SchemaValues.Of(value, tree.Self) };
        if (rule.OptionalOldSelf)
            variables["oldSelf"] = old is null ? CelOptional.None : CelOptional.Of(SchemaValues.Of(old, tree.Self));
        else if (old is not null)
            variables["oldSelf"] = SchemaValues.Of(old, tree.Self);
        return variables;
    }

    private void Broken(RuleTree tree, Rule rule, string error, string path)
    {
        path = path.Length == 0 ? Root : path;
        if (error.StartsWith("no such overload", StringComparison.Ordinal))
            errors.Invalid(path, tree.Schema.Type, $"'{error}': call arguments did not match a supported operator, function or macro signature for rule: {rule.Name}");
        else if (error.StartsWith("operation cancelled: actual cost limit exceeded", StringComparison.Ordinal))
            Stop(path, tree, $"'{error}': no further validation rules will be run due to call cost exceeds limit for rule: {rule.Name}");
        else
            errors.Invalid(path, tree.Schema.Type, $"{error} evaluating rule: {rule.Name}");
    }

    private void Failed(RuleTree tree, Rule rule, JsonNode value, Dictionary<string, object?> variables, Ratchet ratchet, string path)
    {
        var at = path.Length > 0 ? path + rule.FieldPath : rule.FieldPath.Length > 0 ? rule.FieldPath.TrimStart('.') : Root;
        var found = new FieldErrors();
        var message = RuleMessage.Of(rule, variables, _budget);
        _budget = message.Remaining;
        if (message.Fatal is { } fatal)
            found.Invalid(at, tree.Schema.Type, fatal);
        else
            found.Rule(at, tree.Schema.Type is "object" or "array" ? null : value, message.Text ?? rule.FailureText, rule.Reason);
        if (!rule.UsesOldSelf && ratchet.Unchanged)
            warnings.Add($"{found.All[0].Field}: {found.All[0].Message}");
        else
            errors.Add(found.All[0]);
    }

    private void Stop(string path, RuleTree tree, string why)
    {
        errors.Invalid(path.Length == 0 ? Root : path, tree.Schema.Type, why);
        _budget = -1;
    }
}

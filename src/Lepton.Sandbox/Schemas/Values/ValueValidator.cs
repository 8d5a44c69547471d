using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas.Structure;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Schemas.Values;

/// <summary>
/// Validates a value by its schema, in the words of kube-openapi. On updates, violations in values that did not change are forgiven (ratcheting).
/// </summary>
/// <param name="statusOnly">Only the status is being written: texts name paths from there.</param>
internal sealed class ValueValidator(bool statusOnly)
{
    public IReadOnlyList<FieldError> Validate(Structural schema, JsonObject value, JsonObject? old)
    {
        var errors = new FieldErrors();
        Visit(schema, value, Stored.Of(old), ErrorPath.Root, errors);
        return errors.All;
    }

    /// <summary>Validates a value that stands somewhere in an object, or outside of one.</summary>
    public IReadOnlyList<FieldError> Validate(Structural schema, JsonNode? value, ErrorPath path)
    {
        var errors = new FieldErrors();
        Visit(schema, value, default, path, errors);
        return errors.All;
    }

    private void Visit(Structural schema, JsonNode? value, Stored old, ErrorPath path, FieldErrors errors)
    {
        var found = new FieldErrors();
        Check(schema, value, old, path, found);
        if (found.Count == 0 || old.Equals(value))
            return;
        foreach (var error in found.All)
            errors.Add(error);
    }

    private void Check(Structural schema, JsonNode? value, Stored old, ErrorPath path, FieldErrors errors)
    {
        TypeChecks.Check(schema, value, path, errors);
        if (value is null)
            return;
        var constraints = schema.Constraints;
        Alternatives(constraints, value, old, path, errors);
        switch (value)
        {
            case JsonObject map:
                Object(schema, map, old, path, errors);
                break;
            case JsonArray items:
                List(schema, items, old, path, errors);
                break;
            default:
                ScalarChecks.Check(schema, value, path, errors);
                break;
        }

        if (constraints.Enum is { } allowed && !allowed.Any(item => JsonNode.DeepEquals(item, value)))
            errors.NotSupported(path.Field, value, allowed.Select(item => item.AsString() ?? item?.ToJsonString() ?? "null"));
    }

    private void Object(Structural schema, JsonObject map, Stored old, ErrorPath path, FieldErrors errors)
    {
        var constraints = schema.Constraints;
        if (map.Count < constraints.MinProperties)
            errors.Invalid(path.Field, map.Count, $"{path.InText} in body should have at least {constraints.MinProperties} properties");
        if (map.Count > constraints.MaxProperties)
            errors.TooMany(path.Field, map.Count, constraints.MaxProperties.Value);
        foreach (var required in constraints.Required.Where(name => !map.ContainsKey(name)))
            errors.Required(path.Child(required).Field);
        foreach (var (name, member) in map)
        {
            if (path.Field.Length == 0 && name == "metadata")
                continue;
            if (schema.Property(name) is { } property)
                Visit(property, member, old.Member(name), Below(path, name), errors);
        }
    }

    private ErrorPath Below(ErrorPath path, string name) =>
        statusOnly && path.Field.Length == 0 && name == "status" ? path.Child(name).Rebased() : path.Child(name);

    private void List(Structural schema, JsonArray items, Stored old, ErrorPath path, FieldErrors errors)
    {
        var constraints = schema.Constraints;
        if (items.Count < constraints.MinItems)
            errors.Invalid(path.Field, items.Count, $"{path.InText} in body should have at least {constraints.MinItems} items");
        if (items.Count > constraints.MaxItems)
            errors.TooMany(path.Field, items.Count, constraints.MaxItems.Value);
        if (schema.Items is not { } item)
            return;
        for (var i = 0; i < items.Count; i++)
            Visit(item, items[i], old.Item(schema, items[i]), path.Index(i), errors);
    }

    private void Alternatives(Constraints constraints, JsonNode value, Stored old, ErrorPath path, FieldErrors errors)
    {
        if (constraints.AnyOf.Count > 0 && Results(constraints.AnyOf, value, old, path) is var any && any.All(result => result.Count > 0))
            Fail(errors, any, $"\"{path.InText}\" must validate at least one schema (anyOf)");
        if (constraints.OneOf.Count > 0 && Results(constraints.OneOf, value, old, path) is var one && one.Count(result => result.Count == 0) is not 1 and var valid)
            Fail(errors, valid == 0 ? one : [], $"\"{path.InText}\" must validate one and only one schema (oneOf). {(valid == 0 ? "Found none valid" : $"Found {valid} valid alternatives")}");
        if (constraints.AllOf.Count > 0 && Results(constraints.AllOf, value, old, path) is var all && all.Any(result => result.Count > 0))
        {
            foreach (var error in all.SelectMany(result => result.All))
                errors.Add(error);
            errors.InvalidText("<nil>", "\"\"", $"\"{path.InText}\" must validate all the schemas (allOf){(all.All(result => result.Count > 0) ? ". None validated" : "")}");
        }

        if (constraints.Not is { } not && Results([not], value, old, path)[0].Count == 0)
            errors.InvalidText("<nil>", "\"\"", $"\"{path.InText}\" must not validate the schema (not)");
    }

    private List<FieldErrors> Results(IReadOnlyList<Structural> schemas, JsonNode value, Stored old, ErrorPath path)
    {
        var results = new List<FieldErrors>(schemas.Count);
        foreach (var schema in schemas)
        {
            var errors = new FieldErrors();
            Visit(schema, value, old, path, errors);
            results.Add(errors);
        }

        return results;
    }

    /// <summary>The failure, and the errors of the alternative that came nearest.</summary>
    private static void Fail(FieldErrors errors, List<FieldErrors> results, string text)
    {
        errors.InvalidText("<nil>", "\"\"", text);
        foreach (var error in results.MinBy(result => result.Count)?.All ?? [])
            errors.Add(error);
    }
}

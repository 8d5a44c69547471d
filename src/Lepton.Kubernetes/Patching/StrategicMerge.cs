using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Patching;

/// <summary>
/// Strategic merge patch: as JSON merge patch, but lists of built-in types merge item by item. Directives: <c>$patch</c> (replace, delete),
/// <c>$retainKeys</c>, <c>$setElementOrder/list</c>, <c>$deleteFromPrimitiveList/list</c>.
/// Follows k8s.io/apimachinery/pkg/util/strategicpatch, with its error texts.
/// </summary>
public static class StrategicMerge
{
    internal const string Directive = "$patch";
    internal const string RetainKeys = "$retainKeys";
    internal const string ElementOrder = "$setElementOrder/";
    internal const string DeleteFromPrimitives = "$deleteFromPrimitiveList/";

    /// <summary>The merged object, made of copies: neither argument is changed or shared.</summary>
    /// <exception cref="PatchException"><see cref="PatchProblem.NotMergeable"/>.</exception>
    public static JsonObject Apply(JsonObject? original, JsonObject patch, PatchSchema schema)
    {
        if (patch.TryGetPropertyValue(Directive, out var directive))
            return ApplyDirective(directive, patch);
        var result = original is null ? new JsonObject() : original.DeepClone().AsObject();
        Retain(result, patch);
        foreach (var (key, value) in patch)
        {
            if (key.StartsWith(DeleteFromPrimitives, StringComparison.Ordinal))
                DeletePrimitives(result, key[DeleteFromPrimitives.Length..], value);
            else if (key.StartsWith(ElementOrder, StringComparison.Ordinal))
                MergeOrdered(result, patch, key[ElementOrder.Length..], value, schema);
            else if (key != RetainKeys && !patch.ContainsKey(ElementOrder + key))
                MergeField(result, value, schema.Field(key));
        }

        return result;
    }

    private static JsonObject ApplyDirective(JsonNode? directive, JsonObject patch)
    {
        switch (directive is JsonValue value && value.TryGetValue<string>(out var text) ? text : null)
        {
            case "replace":
                var replacement = patch.DeepClone().AsObject();
                replacement.Remove(Directive);
                return replacement;
            case "delete":
                return [];
            default:
                throw NotMergeable($"unknown patch type: {GoText.Value(directive)} in map: {GoText.Value(patch)}");
        }
    }

    private static void MergeField(JsonObject result, JsonNode? change, PatchField field)
    {
        if (change is null)
        {
            result.Remove(field.Name);
            return;
        }

        var current = result[field.Name];
        JsonNode? merged;
        if (current is JsonObject map && change is JsonObject changes)
            merged = field.Strategy == PatchStrategy.Replace ? changes.DeepClone() : Apply(map, changes, field.Schema);
        else if (current is JsonArray list && change is JsonArray items && field.Strategy == PatchStrategy.Merge)
            merged = StrategicLists.Merge(list, items, field);
        else
            merged = PatchValues.WithoutDirectives(change);

        // A patch that is itself a directive leaves nothing.
        if (merged is null)
            result.Remove(field.Name);
        else
            result[field.Name] = merged;
    }

    private static void MergeOrdered(JsonObject result, JsonObject patch, string list, JsonNode? order, PatchSchema schema)
    {
        if (order is not JsonArray wanted)
            throw NotMergeable("invalid patch format of setElementOrder list");
        var field = schema.Field(list);
        var items = AsList(patch[list]);
        StrategicOrder.CheckAgainst(items, wanted, field.MergeKey);
        var current = AsList(result[list]);
        var merged = (current, items) switch
        {
            (null, null) => null,
            (null, _) => (JsonArray?)PatchValues.WithoutDirectives(items),
            (_, null) => current,
            _ when field.Strategy == PatchStrategy.Merge => StrategicLists.Merge(current, items, field),
            _ => items,
        };
        if (merged is not null)
            result[list] = StrategicOrder.Arrange(merged, wanted, current ?? [], field.MergeKey);
    }

    private static void Retain(JsonObject result, JsonObject patch)
    {
        if (!patch.TryGetPropertyValue(RetainKeys, out var directive))
            return;
        if (directive is not JsonArray list)
            throw NotMergeable("invalid patch format of retainKeys");
        var kept = list.Select(key => key?.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, value) in patch)
        {
            if (value is not null && !key.StartsWith('$') && !kept.Contains(key))
                throw NotMergeable("invalid patch format of retainKeys");
        }

        foreach (var key in result.Select(pair => pair.Key).Where(key => !kept.Contains(key)).ToList())
            result.Remove(key);
    }

    private static void DeletePrimitives(JsonObject result, string list, JsonNode? values)
    {
        if (values is not JsonArray unwanted)
            throw NotMergeable("invalid patch format of primitive list");
        if (result[list] is JsonArray current)
            result[list] = new JsonArray([.. current.Where(item => !unwanted.Any(other => JsonNode.DeepEquals(item, other))).Select(item => item?.DeepClone())]);
    }

    private static JsonArray? AsList(JsonNode? node) => node is null
        ? null
        : node as JsonArray ?? throw NotMergeable($"expected a []interface {{}}, but received a {GoText.JsonType(node)}");

    private static PatchException NotMergeable(string message) => new(PatchProblem.NotMergeable, message);
}

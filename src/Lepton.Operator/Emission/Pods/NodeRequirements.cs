using System.Text.Json.Nodes;
using Lepton.Api;
using Lepton.Api.Accelerators;
using Lepton.Api.Models;

namespace Lepton.Operator.Emission.Pods;

/// <summary>On which nodes a pod may land, as the terms of a required node affinity: a node has to match one term, in all of its expressions.</summary>
internal static class NodeRequirements
{
    /// <summary>One term per placement; empty when one of them allows every node.</summary>
    public static JsonArray Terms(PodRequest request)
    {
        var terms = new JsonArray();
        foreach (var target in request.Targets)
        {
            var expressions = Expressions(target, target.AcceleratorOf(request.Scope.Spec));
            if (expressions.Count == 0)
                return [];
            var term = new JsonObject { ["matchExpressions"] = expressions };
            if (!terms.Any(t => JsonNode.DeepEquals(t, term)))
                terms.Add(term);
        }

        return terms;
    }

    /// <summary>Terms that hold when one of each side holds. A side without terms demands nothing.</summary>
    public static JsonArray Both(JsonArray ours, JsonArray theirs)
    {
        if (ours.Count == 0 || theirs.Count == 0)
            return (JsonArray)(ours.Count == 0 ? theirs : ours).DeepClone();
        var both = new JsonArray();
        foreach (var our in ours)
        {
            foreach (var their in theirs)
                both.Add(Joined((JsonObject)our!, (JsonObject)their!));
        }

        return both;
    }

    private static JsonObject Joined(JsonObject ours, JsonObject theirs)
    {
        var joined = new JsonObject();
        foreach (var field in new[] { "matchExpressions", "matchFields" })
        {
            var expressions = new JsonArray([.. Items(ours, field).Concat(Items(theirs, field)).Select(e => e?.DeepClone())]);
            if (expressions.Count > 0)
                joined[field] = expressions;
        }

        return joined;
    }

    private static IEnumerable<JsonNode?> Items(JsonObject term, string field) => term[field] as JsonArray ?? [];

    private static JsonArray Expressions(PlacementTarget target, ModelAccelerator? accelerator)
    {
        var labels = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var (key, value) in target.NodeSelector.Concat(accelerator?.NodeSelector ?? []))
        {
            if (!labels.TryGetValue(key, out var values))
                labels[key] = values = new SortedSet<string>(StringComparer.Ordinal);
            values.Add(value);
        }

        // Two values for one key are two demands that no node meets: written as such, the pod stays pending and says why.
        var expressions = labels.SelectMany(l => l.Value.Select(v => Expression(l.Key, "In", [v])));
        var spot = target.CapacityType == CapacityKind.Spot ? [] : NotSpot(labels.ContainsKey);
        return new JsonArray([.. expressions, .. spot]);
    }

    /// <summary>Keeps a pod off the spot nodes of every cloud: a node without the label matches NotIn. Once a selected label states a node's terms, those read after it do not count.</summary>
    private static IEnumerable<JsonObject> NotSpot(Func<string, bool> isSelected) => NodeLabels.SpotLabels
        .TakeWhile(l => !isSelected(l.Key))
        .Select(l => Expression(l.Key, "NotIn", l.Value));

    private static JsonObject Expression(string key, string @operator, IReadOnlyList<string> values) =>
        new() { ["key"] = key, ["operator"] = @operator, ["values"] = new JsonArray([.. values.Select(v => (JsonNode)v)]) };
}

using System.Text;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Workloads;

/// <summary>The <c>pod-template-hash</c> of a Deployment's ReplicaSets: the same template has the same hash, whatever the order of its keys.</summary>
internal static class TemplateHash
{
    public const string Label = "pod-template-hash";
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    /// <param name="collisions">How often a ReplicaSet of another template already had the hash.</param>
    public static string Of(JsonObject template, long collisions)
    {
        var text = new StringBuilder();
        Append(text, template);
        var number = NodeNames.Hash(text.ToString(), collisions == 0 ? "" : collisions.ToString());

        // Decimal digits mapped to letters that spell nothing, as rand.SafeEncodeString does.
        return string.Concat(number.ToString().Select(static digit => Letters[digit % Letters.Length]));
    }

    /// <summary>Equal but for the hash label itself.</summary>
    public static bool SameTemplate(JsonObject? left, JsonObject? right) => JsonNode.DeepEquals(Without(left), Without(right));

    private static JsonNode? Without(JsonObject? template)
    {
        if (template?.DeepClone() is not JsonObject copy)
            return null;
        if (copy.Object("metadata") is { } metadata)
        {
            metadata.Object("labels")?.Remove(Label);
            metadata.Remove("creationTimestamp");
        }

        return copy;
    }

    private static void Append(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                text.Append('{');
                foreach (var (key, value) in map.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
                {
                    text.Append(key).Append(':');
                    Append(text, value);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonArray list:
                text.Append('[');
                foreach (var item in list)
                {
                    Append(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            default:
                text.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.FieldManagement.Sets;
using Lepton.Sandbox.FieldManagement.Types;
using Lepton.Sandbox.FieldManagement.Walks;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.FieldManagement.Managers;

/// <summary>
/// What the API server does for objects that <c>kubectl apply</c> made and <c>kubectl apply --server-side</c> goes on with: fields that are as they were applied last are no
/// conflict, and the annotation that holds them follows (apimachinery's managedfields, lastappliedmanager.go and lastappliedupdater.go). Other managers opt out by their name.
/// </summary>
internal static class ClientSideApply
{
    private const string Manager = "kubectl";
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Conflicts that are none, all of them or nothing: what is left when others remain.</summary>
    public static (ManagerKey Key, FieldSet Fields)[] Remaining((ManagerKey Key, FieldSet Fields)[] conflicts, FieldType type, JsonObject live, string manager, string apiVersion)
    {
        if (conflicts.Length == 0 || manager != Manager || LastApplied(live) is not { } last || last.Str("apiVersion") != apiVersion)
            return conflicts;
        var difference = Comparing.Compare(type, last, live);
        var allowed = Ownable.Of(type, last).Difference(difference.Changed).Difference(difference.Removed);
        return [.. conflicts.Select(conflict => (conflict.Key, Fields: conflict.Fields.Difference(allowed))).Where(conflict => !conflict.Fields.IsEmpty)];
    }

    /// <summary>Writes what was applied now into the annotation, where there is one.</summary>
    public static void Follow(JsonObject result, JsonObject applied, string manager)
    {
        if (manager != Manager || result.Obj("metadata").Obj("annotations") is not { } annotations || string.IsNullOrEmpty(annotations.Str(Annotation)))
            return;
        var copy = JsonTree.Clone(applied);
        if (copy.Obj("metadata").Obj("annotations") is { } own && own.Remove(Annotation) && own.Count == 0)
            copy.Child("metadata").Remove("annotations");
        annotations[Annotation] = Sorted(copy)!.ToJsonString(JsonTree.Compact) + "\n";
    }

    private static JsonObject? LastApplied(JsonObject live)
    {
        try
        {
            return live.Obj("metadata").Obj("annotations").Str(Annotation) is { Length: > 0 } text ? JsonDecoder.Decode(text) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Members by name, as Go writes maps.</summary>
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => JsonTree.CloneNode(node),
    };
}

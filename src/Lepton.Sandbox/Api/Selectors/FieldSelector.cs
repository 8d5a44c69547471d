using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Selectors;

/// <summary>A parsed field selector.</summary>
internal sealed class FieldSelector
{
    private readonly List<(string Field, bool Equal, string Value)> _terms;

    private FieldSelector(List<(string, bool, string)> terms) => _terms = terms;

    public static FieldSelector Everything { get; } = new([]);

    public bool IsEmpty => _terms.Count == 0;

    /// <summary>The name asked for by <c>metadata.name=x</c>; null when the selector does not fix it.</summary>
    public string? Name => _terms.FirstOrDefault(t => t is { Field: "metadata.name", Equal: true }).Value;

    /// <exception cref="ApiStatusException">400: malformed, or a field that cannot be selected by.</exception>
    public static FieldSelector Parse(string? text, ResourceType type)
    {
        var terms = new List<(string, bool, string)>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var term = Term(part) ?? throw ApiErrors.BadRequest($"invalid selector: '{text}'; can't understand '{part}'");
            if (!SelectableFields.Allows(type, term.Field))
                throw SelectableFields.Unknown(type, term.Field);
            terms.Add(term);
        }

        return terms.Count == 0 ? Everything : new FieldSelector(terms);
    }

    public bool Matches(JsonObject value)
    {
        foreach (var (field, equal, expected) in _terms)
        {
            if (SelectableFields.Read(value, field) == expected != equal)
                return false;
        }

        return true;
    }

    private static (string Field, bool Equal, string Value)? Term(string part)
    {
        foreach (var (token, equal) in (ReadOnlySpan<(string, bool)>)[("!=", false), ("==", true), ("=", true)])
        {
            var at = part.IndexOf(token, StringComparison.Ordinal);
            if (at >= 0)
                return (part[..at], equal, part[(at + token.Length)..]);
        }

        return null;
    }
}

/// <summary>By which fields the objects of a kind can be selected.</summary>
internal static class SelectableFields
{
    private static readonly string[] Event =
    [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
        "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
    ];

    private static readonly string[] EventsApi =
    [
        "reason", "reportingController", "type", "regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "regarding.apiVersion",
        "regarding.resourceVersion", "regarding.fieldPath",
    ];

    private static readonly Dictionary<(string Group, string Kind), string[]> Fields = new()
    {
        [("", "Pod")] = ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName"],
        [("", "Node")] = ["spec.unschedulable"],
        [("", "Event")] = Event,
        [("events.k8s.io", "Event")] = EventsApi,
        [("", "Namespace")] = ["status.phase"],
        [("", "Secret")] = ["type"],
        [("", "Service")] = ["spec.clusterIP", "spec.type"],
        [("", "ReplicationController")] = ["status.replicas"],
        [("apps", "ReplicaSet")] = ["status.replicas"],
        [("batch", "Job")] = ["status.successful"],
    };

    /// <summary>Fields that an absent value stands for.</summary>
    private static readonly Dictionary<string, string> Defaults = new() { ["spec.unschedulable"] = "false", ["spec.hostNetwork"] = "false", ["status.replicas"] = "0" };

    public static bool Allows(ResourceType type, string field) => field == "metadata.name"
        || (field == "metadata.namespace" && (type.Namespaced || !type.IsCustom))
        || (type.IsCustom ? type.Custom!.SelectableFields.Contains(field) : Fields.GetValueOrDefault((type.Group, type.Kind), []).Contains(field));

    /// <summary>Two wordings: kinds with selectable fields of their own say which field is not among them.</summary>
    public static ApiStatusException Unknown(ResourceType type, string field)
    {
        if (type.IsCustom || Fields.ContainsKey((type.Group, type.Kind)))
            return ApiErrors.BadRequest($"field label not supported: {field}");
        return ApiErrors.BadRequest($"{ApiErrors.Quote(field)} is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }

    public static string Read(JsonObject value, string field)
    {
        JsonNode? node = value;
        foreach (var part in field.Split('.'))
            node = (node as JsonObject)?[part];
        return node switch
        {
            null => Defaults.GetValueOrDefault(field, ""),
            JsonObject source when field == "source" => source.Str("component") ?? "",
            _ => node.AsString() ?? node.ToJsonString(),
        };
    }
}

using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Resources;

namespace Lepton.Sandbox.Registry;

/// <summary>Objects seen as a number of replicas.</summary>
internal static class Scales
{
    private static readonly ScalePaths BuiltinPaths = new(".spec.replicas", ".status.replicas", null);

    public static JsonObject Of(ResourceType type, JsonObject value)
    {
        var paths = Paths(type);
        var metadata = new JsonObject();
        foreach (var field in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            JsonTree.CopyField(value.Obj("metadata"), metadata, field);
        var spec = new JsonObject();
        if (Read(value, paths.SpecReplicas).AsLong() is { } wanted and not 0)
            spec["replicas"] = wanted;
        var status = new JsonObject { ["replicas"] = Read(value, paths.StatusReplicas).AsLong() ?? 0 };
        if (Selector(type, paths, value) is { Length: > 0 } selector)
            status["selector"] = selector;
        return new JsonObject { ["kind"] = "Scale", ["apiVersion"] = "autoscaling/v1", ["metadata"] = metadata, ["spec"] = spec, ["status"] = status };
    }

    /// <summary>Writes the number of a Scale into the object; a resourceVersion or uid in it is a precondition.</summary>
    public static JsonObject Set(ResourceType type, JsonObject value, JsonObject scale)
    {
        Write(value, Paths(type).SpecReplicas, JsonNumbers.From(scale.Obj("spec").Int("replicas") ?? 0));
        if (scale.Obj("metadata").Str("resourceVersion") is { Length: > 0 } version)
            value.Child("metadata")["resourceVersion"] = version;
        if (scale.Obj("metadata").Str("uid") is { Length: > 0 } uid)
            value.Child("metadata")["uid"] = uid;
        return value;
    }

    private static ScalePaths Paths(ResourceType type) => type.Custom?.Scale ?? BuiltinPaths;

    private static string? Selector(ResourceType type, ScalePaths paths, JsonObject value)
    {
        if (type.IsCustom)
            return paths.Selector is null ? null : Read(value, paths.Selector).AsString();
        var selector = value.Obj("spec").Obj("selector");
        return type.Kind == "ReplicationController" ? Text(selector, null) : Text(selector.Obj("matchLabels"), selector.Arr("matchExpressions"));
    }

    private static string Text(JsonObject? labels, JsonArray? expressions)
    {
        var parts = (labels ?? []).Select(l => new KeyValuePair<string, string>(l.Key, $"{l.Key}={l.Value.AsString()}")).Concat((expressions ?? []).Select(e =>
        {
            var (key, values) = (e.Str("key") ?? "", string.Join(",", e.Arr("values").Strings().Order(StringComparer.Ordinal)));
            return KeyValuePair.Create(key, e.Str("operator") switch
            {
                "In" => $"{key} in ({values})",
                "NotIn" => $"{key} notin ({values})",
                "Exists" => key,
                _ => $"!{key}",
            });
        }));
        return string.Join(",", parts.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value));
    }

    private static JsonNode? Read(JsonObject value, string path)
    {
        JsonNode? node = value;
        foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
            node = (node as JsonObject)?[name];
        return node;
    }

    private static void Write(JsonObject value, string path, JsonNode number)
    {
        var names = path.Split('.', StringSplitOptions.RemoveEmptyEntries);
        var parent = value;
        foreach (var name in names[..^1])
            parent = parent.Child(name);
        parent[names[^1]] = number;
    }
}

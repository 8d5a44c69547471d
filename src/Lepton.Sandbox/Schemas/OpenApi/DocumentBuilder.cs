using System.Text.Json.Nodes;
using Lepton.Sandbox.Discovery;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Resources;

namespace Lepton.Sandbox.Schemas.OpenApi;

/// <summary>Puts components and paths together.</summary>
internal static class DocumentBuilder
{
    /// <summary>The document of one group and version (OpenAPI 3.0.0).</summary>
    public static JsonObject V3(IReadOnlyList<ResourceType> types)
    {
        var schemas = new JsonObject();
        var paths = new JsonObject();
        foreach (var type in types)
        {
            AddComponents(schemas, type);
            PathItems.Add(paths, type, ComponentOf(type));
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = Info(),
            ["paths"] = Sorted(paths),
            ["components"] = new JsonObject { ["schemas"] = Sorted(schemas) },
        };
    }

    /// <summary>All kinds in one document (Swagger 2.0), for clients from before v3: definitions only, no paths.</summary>
    public static JsonObject V2(IReadOnlyList<ResourceType> types)
    {
        var definitions = new JsonObject();
        foreach (var type in types)
            AddComponents(definitions, type);
        var text = Sorted(definitions).ToJsonString(JsonTree.Compact).Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal);
        return new JsonObject { ["swagger"] = "2.0", ["info"] = Info(), ["paths"] = new JsonObject(), ["definitions"] = JsonNode.Parse(text) };
    }

    private static void AddComponents(JsonObject schemas, ResourceType type)
    {
        if (type.Custom is { } custom)
            CustomComponents.Add(schemas, type.Group, type.Version, type.Kind, custom.Version.Obj("schema").Obj("openAPIV3Schema"));
        else
            BuiltinComponents.Add(schemas, type.Group, type.Version, type.Kind);
        foreach (var (version, kind) in type.Subresources.Where(s => s.Kind != type.Kind).Select(s => (s.Version, s.Kind)))
        {
            var group = type.Subresources.First(s => s.Kind == kind).Group;
            if (version.Length > 0 && BuiltinComponents.NameOf($"{group}/{version}", kind) is { } name && !schemas.ContainsKey(name))
                BuiltinComponents.Add(schemas, group, version, kind);
        }
    }

    private static string? ComponentOf(ResourceType type) =>
        type.IsCustom ? CustomComponents.NameOf(type.Group, type.Version, type.Kind) : BuiltinComponents.NameOf(type.ApiVersion, type.Kind);

    private static JsonObject Info() => new() { ["title"] = "Kubernetes", ["version"] = ServerVersion.Newest };

    private static JsonObject Sorted(JsonObject value) =>
        new(value.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
}

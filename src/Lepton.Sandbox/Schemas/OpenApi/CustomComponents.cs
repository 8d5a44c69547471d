using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Schemas.OpenApi;

/// <summary>The <c>components.schemas</c> of OpenAPI v3 for one version of a custom resource.</summary>
internal static class CustomComponents
{
    /// <summary>The group reversed, as in <c>ai.lepton.v1alpha1.LeptonModel</c>.</summary>
    public static string NameOf(string group, string version, string kind) => $"{string.Join(".", group.Split('.').Reverse())}.{version}.{kind}";

    /// <param name="openApiV3Schema">Null when everything is preserved.</param>
    public static void Add(JsonObject schemas, string group, string version, string kind, JsonObject? openApiV3Schema)
    {
        BuiltinComponents.AddMetadata(schemas);
        var schema = openApiV3Schema is null ? new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true } : JsonTree.Clone(openApiV3Schema);
        var properties = schema.Child("properties");
        Identity(properties, "apiVersion", "Group and version of the schema this object follows.");
        Identity(properties, "kind", "Kind of the object.");
        properties["metadata"] = new JsonObject
        {
            ["allOf"] = new JsonArray(BuiltinComponents.Reference(BuiltinComponents.Metadata)),
            ["description"] = properties.Obj("metadata").Str("description") ?? "Name, labels, annotations and bookkeeping.",
        };
        schema["x-kubernetes-group-version-kind"] = new JsonArray(new JsonObject { ["group"] = group, ["kind"] = kind, ["version"] = version });
        schemas[NameOf(group, version, kind)] = schema;
    }

    private static void Identity(JsonObject properties, string name, string description)
    {
        properties[name] = new JsonObject { ["type"] = "string", ["description"] = properties.Obj(name).Str("description") ?? description };
    }
}

using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Storage;

/// <summary>Prunes and defaults custom resources by their schema and takes built-in kinds as they come.</summary>
internal sealed class PlainSchemas : ISchemaFactory
{
    public IFieldManagement Fallback { get; } = new PlainFields();

    public CompiledSchema? Builtin(string group, string version, string kind) => null;

    public CompiledSchema Custom(string group, string version, string kind, JsonObject? openApiV3Schema, bool hasStatus) =>
        new(new PlainSchema(openApiV3Schema ?? new JsonObject { ["x-kubernetes-preserve-unknown-fields"] = true }), Fallback);

    public IReadOnlyList<FieldError> Check(string group, string version, string kind, JsonObject openApiV3Schema, string path) => [];

    private sealed class PlainSchema(JsonObject root) : IObjectSchema
    {
        public IReadOnlyList<string> Prune(JsonObject value)
        {
            var unknown = new List<string>();
            foreach (var name in value.Select(p => p.Key).Where(n => n is not ("apiVersion" or "kind" or "metadata")).ToArray())
                PruneField(value, name, root, name, unknown);
            return unknown;
        }

        public void ApplyDefaults(JsonObject value) => Default(value, root);

        public IReadOnlyList<FieldError> Validate(JsonObject value, JsonObject? old) => [];

        private static void PruneField(JsonObject parent, string name, JsonObject schema, string path, List<string> unknown)
        {
            var child = schema.Obj("properties").Obj(name) ?? schema.Obj("additionalProperties");
            if (child is not null)
                PruneNode(parent[name], child, path, unknown);
            else if (schema.Bool("x-kubernetes-preserve-unknown-fields") != true && schema.Bool("additionalProperties") != true)
            {
                parent.Remove(name);
                unknown.Add(path);
            }
        }

        private static void PruneNode(JsonNode? node, JsonObject schema, string path, List<string> unknown)
        {
            if (node is JsonArray array && schema.Obj("items") is { } items)
            {
                for (var i = 0; i < array.Count; i++)
                    PruneNode(array[i], items, $"{path}[{i}]", unknown);
            }
            else if (node is JsonObject o)
            {
                foreach (var name in o.Select(p => p.Key).ToArray())
                    PruneField(o, name, schema, $"{path}.{name}", unknown);
            }
        }

        private static void Default(JsonNode? node, JsonObject schema)
        {
            if (node is JsonArray array)
            {
                foreach (var item in array)
                    Default(item, schema.Obj("items") ?? []);
            }

            if (node is not JsonObject o)
                return;
            foreach (var (name, child) in schema.Obj("properties") ?? [])
            {
                if (o[name] is null && child?["default"] is { } value && (!o.ContainsKey(name) || child.Bool("nullable") != true))
                    o[name] = JsonTree.CloneNode(value);
                Default(o[name], child as JsonObject ?? []);
            }
        }
    }
}

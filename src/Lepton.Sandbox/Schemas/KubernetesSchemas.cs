using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas;
using Lepton.Sandbox.FieldManagement;
using Lepton.Sandbox.FieldManagement.Types;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Schemas;

/// <summary>Schemas as a Kubernetes API server has them: the tables of the built-in kinds, and structural schemas with CEL rules for the others.</summary>
internal sealed class KubernetesSchemas : ISchemaFactory
{
    private readonly PlainSchemas _plain = new();

    /// <summary>Takes any field, lists as a whole.</summary>
    public IFieldManagement Fallback { get; } = new FieldManager(Untyped(), schema: null, hasStatus: false, () => []);

    public CompiledSchema? Builtin(string group, string version, string kind)
    {
        if (BuiltinSchema.Find(group, version, kind) is not { } schema)
            return null;
        var fields = new FieldManager(BuiltinFieldTypes.Of(schema.Type), schema, schema.Type.Field("status") is not null, schema.Empty);
        return new CompiledSchema(schema, fields);
    }

    public CompiledSchema Custom(string group, string version, string kind, JsonObject? openApiV3Schema, bool hasStatus)
    {
        var schema = _plain.Custom(group, version, kind, openApiV3Schema, hasStatus).Schema;
        return new CompiledSchema(schema, new FieldManager(StructuralFieldTypes.OfResource(openApiV3Schema), schema, hasStatus, () => []));
    }

    public IReadOnlyList<FieldError> Check(string group, string version, string kind, JsonObject openApiV3Schema, string path) => [];

    private static FieldType.Map Untyped()
    {
        var type = new FieldType.Map { Element = FieldType.Deduced };
        type.Fields["metadata"] = BuiltinFieldTypes.Metadata;
        return type;
    }
}

using System.Reflection;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.ControllerRuntime.CrdGeneration;

/// <summary>One version's schema. Not thread-safe; use a new one for each root.</summary>
internal sealed class SchemaBuilder
{
    private readonly NullabilityInfoContext _nullability = new();
    private readonly Stack<Type> _path = new();

    /// <summary>The schema of a whole object: the server itself describes what is in metadata.</summary>
    public V1JSONSchemaProps BuildRoot(Type type)
    {
        var root = BuildObject(type, onlyRequired: false);
        root.Properties!["apiVersion"] = new V1JSONSchemaProps { Type = "string", Description = "Group and version of the schema this object follows." };
        root.Properties["kind"] = new V1JSONSchemaProps { Type = "string", Description = "Kind of the object." };
        // The server accepts nothing but a type here, not even a description.
        root.Properties["metadata"] = new V1JSONSchemaProps { Type = "object" };
        root.Properties = Sorted(root.Properties);
        return root;
    }

    private V1JSONSchemaProps Build(Type type, bool preserveUnknown, string where)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (ScalarSchemas.TryGet(type) is { } scalar)
            return scalar;
        if (type == typeof(JsonObject) || type == typeof(JsonNode))
            return new V1JSONSchemaProps { Type = type == typeof(JsonObject) ? "object" : null, XKubernetesPreserveUnknownFields = true };
        if (MapValue(type) is { } value)
            return new V1JSONSchemaProps { Type = "object", AdditionalProperties = Build(value, preserveUnknown, where) };
        if (ListItem(type) is { } item)
            return new V1JSONSchemaProps { Type = "array", Items = Build(item, preserveUnknown, where) };
        if (!type.IsClass || type.IsAbstract || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
            throw new CrdGenerationException($"{where} has type {type.Name}: a string, number, boolean, enum, DateTimeOffset, Quantity, IntOrString, List, Dictionary with string keys, JsonObject or a class of these is expected");
        return BuildObject(type, preserveUnknown);
    }

    /// <param name="onlyRequired">Describe only what must be there and keep the rest as it comes.</param>
    private V1JSONSchemaProps BuildObject(Type type, bool onlyRequired)
    {
        if (_path.Contains(type))
            throw new CrdGenerationException($"{type.Name} contains itself ({string.Join(" → ", _path.Reverse().Select(t => t.Name))} → {type.Name}): structural schemas cannot be recursive");
        _path.Push(type);
        var members = SchemaMember.Of(type, _nullability).Where(m => !onlyRequired || m.IsRequired).OrderBy(m => m.JsonName, StringComparer.Ordinal).ToList();
        var required = members.Where(m => m.IsRequired).Select(m => m.JsonName).ToList();
        var schema = new V1JSONSchemaProps
        {
            Type = "object",
            Description = type.GetCustomAttribute<DescriptionAttribute>()?.Text,
            Properties = members.ToDictionary(m => m.JsonName, BuildMember),
            Required = required.Count == 0 ? null : required,
            XKubernetesPreserveUnknownFields = onlyRequired || type.IsDefined(typeof(PreserveUnknownFieldsAttribute), inherit: false) ? true : null,
            XKubernetesValidations = MemberConstraints.RulesOf(type),
        };
        _path.Pop();
        return schema;
    }

    private V1JSONSchemaProps BuildMember(SchemaMember member)
    {
        var preserveUnknown = member.Has<PreserveUnknownFieldsAttribute>();
        var schema = Build(member.Type, preserveUnknown, member.ToString());
        MemberConstraints.Apply(member, schema);
        return schema;
    }

    private static Dictionary<string, V1JSONSchemaProps> Sorted(Dictionary<string, V1JSONSchemaProps> properties) =>
        properties.OrderBy(p => p.Key, StringComparer.Ordinal).ToDictionary(p => p.Key, p => p.Value);

    private static Type? ListItem(Type type) => type.IsArray ? type.GetElementType() : Argument(type, typeof(IReadOnlyList<>), 0) ?? Argument(type, typeof(List<>), 0);

    private static Type? MapValue(Type type) =>
        Argument(type, typeof(Dictionary<,>), 0) == typeof(string) ? Argument(type, typeof(Dictionary<,>), 1) : null;

    private static Type? Argument(Type type, Type open, int index) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == open ? type.GetGenericArguments()[index] : null;
}

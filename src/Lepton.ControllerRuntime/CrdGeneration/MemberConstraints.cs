using System.Reflection;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;
using Lepton.Kubernetes.Serialization;

namespace Lepton.ControllerRuntime.CrdGeneration;

/// <summary>Turns the attributes of a property into keywords of its schema.</summary>
internal static class MemberConstraints
{
    public static void Apply(SchemaMember member, V1JSONSchemaProps schema)
    {
        schema.Description = Describe(member, schema);
        if (member.Has<NullableFieldAttribute>())
            schema.Nullable = true;
        if (member.Has<EmbeddedResourceAttribute>())
            schema.XKubernetesEmbeddedResource = true;
        ApplyCount(member, schema);
        ApplyListType(member, schema);
        ApplyValue(member, schema.Items ?? schema.AdditionalProperties?.Schema ?? schema);
        schema.XKubernetesValidations = Join(schema.XKubernetesValidations, member.All<ValidationRuleAttribute>());
        ApplyDefault(member, schema);
    }

    public static List<V1ValidationRule>? RulesOf(Type type) => Join(null, type.GetCustomAttributes<ValidationRuleAttribute>(inherit: false));

    private static List<V1ValidationRule>? Join(List<V1ValidationRule>? rules, IEnumerable<ValidationRuleAttribute> more)
    {
        var all = (rules ?? []).Concat(more.Select(r => new V1ValidationRule
        {
            Rule = r.Rule,
            Message = r.Message,
            MessageExpression = r.MessageExpression,
            Reason = r.Reason,
            FieldPath = r.FieldPath,
            OptionalOldSelf = r.OptionalOldSelf ? true : null,
        })).ToList();
        return all.Count == 0 ? null : all;
    }

    /// <summary>The field's text, then each enum value's.</summary>
    private static string? Describe(SchemaMember member, V1JSONSchemaProps schema)
    {
        var type = Nullable.GetUnderlyingType(member.Type) ?? member.Type;
        type = type.IsGenericType && schema.Items is not null ? type.GetGenericArguments()[0] : type;
        if (!type.IsEnum)
            return member.Description ?? schema.Description;
        var values = type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (f.Name, Text: f.GetCustomAttribute<DescriptionAttribute>()?.Text))
            .Where(v => v.Text is not null).Select(v => $"{v.Name}: {v.Text}");
        return string.Join(' ', [member.Description, .. values]);
    }

    private static void ApplyCount(SchemaMember member, V1JSONSchemaProps schema)
    {
        var (min, max) = member.Get<CountAttribute>() is { } count ? (count.Min, count.Max) : (0, member.Core?.MaxItems ?? 0);
        if (max == 0)
            return;
        if (schema.Type == "array")
            (schema.MinItems, schema.MaxItems) = (min > 0 ? min : null, max);
        else if (schema.AdditionalProperties is not null)
            (schema.MinProperties, schema.MaxProperties) = (min > 0 ? min : null, max);
        else
            throw new CrdGenerationException($"{member} has [Count] but is neither a list nor a map");
    }

    private static void ApplyListType(SchemaMember member, V1JSONSchemaProps schema)
    {
        if (schema.Type != "array")
        {
            if (member.Has<ListMapAttribute>() || member.Has<ListSetAttribute>())
                throw new CrdGenerationException($"{member} has a list type but is no list");
            schema.XKubernetesMapType = member.Has<AtomicAttribute>() ? "atomic" : null;
            return;
        }
        schema.XKubernetesListType = member.Has<ListMapAttribute>() ? "map" : member.Has<ListSetAttribute>() ? "set" : "atomic";
        if (member.Get<ListMapAttribute>() is not { } map)
            return;
        schema.XKubernetesListMapKeys = [.. map.Keys];
        foreach (var key in map.Keys)
        {
            if (schema.Items!.Properties?.TryGetValue(key, out var field) != true || (schema.Items.Required?.Contains(key) != true && field!.Default is null))
                throw new CrdGenerationException($"{member} is a list by key \"{key}\": its items need that field, required or with a default");
        }
    }

    /// <summary>Constraints on one value: the field's own, or each item's of a list or map.</summary>
    private static void ApplyValue(SchemaMember member, V1JSONSchemaProps schema)
    {
        if (member.Get<LengthAttribute>() is { } length)
            (schema.MinLength, schema.MaxLength) = (length.Min > 0 ? length.Min : null, length.Max);
        else if (schema.Type == "string" && schema.Enum is null && schema.Format is null && member.Core?.MaxLength is { } max)
            schema.MaxLength = max;
        schema.Pattern = member.Get<PatternAttribute>()?.Expression ?? schema.Pattern;
        schema.Format = member.Get<FormatAttribute>()?.Name ?? schema.Format;
        if (member.Core?.Enum is { } values)
            schema.Enum = [.. values.Select(v => (JsonNode?)JsonValue.Create(v))];
        if (member.Get<MinimumAttribute>() is { } minimum)
            (schema.Minimum, schema.ExclusiveMinimum) = (minimum.Value, minimum.Exclusive ? true : null);
        if (member.Get<MaximumAttribute>() is { } maximum)
            (schema.Maximum, schema.ExclusiveMaximum) = (maximum.Value, maximum.Exclusive ? true : null);
        schema.Minimum ??= member.Core?.Minimum;
        schema.Maximum ??= member.Core?.Maximum;
    }

    private static void ApplyDefault(SchemaMember member, V1JSONSchemaProps schema)
    {
        if (member.Has<DefaultAttribute>())
            schema.Default = schema is { Type: "object", AdditionalProperties: null } ? new JsonObject() : KubernetesJson.ToNode(member.InitialValue());
        else if (member.Core?.Default is { } value)
            schema.Default = JsonValue.Create(value);
    }
}

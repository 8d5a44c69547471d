using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Serialization;

/// <summary>How objects are written and read: camelCase, no nulls, whole-second times.</summary>
public static class KubernetesJson
{
    private static readonly TypeRegistry Registry = new();

    /// <summary>Generated metadata for the built-in kinds, then for registered contexts, then reflection for the rest.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>The same, but managedFields are passed over when they are read: for caches, where they would be the larger half of what is read and then dropped.</summary>
    internal static JsonSerializerOptions WithoutManagedFields { get; } = CreateWithoutManagedFields();

    /// <summary>Registers generated metadata for your own types, so that they are read and written without reflection.
    /// Call it before the types are first used; adding the same context again changes nothing.</summary>
    public static void AddContext(JsonSerializerContext context) => Registry.Add(context);

    public static T? Deserialize<T>(JsonNode? node) => node is null ? default : node.Deserialize<T>(Options);

    public static T? Deserialize<T>(ReadOnlySpan<byte> utf8) => JsonSerializer.Deserialize<T>(utf8, Options);

    public static JsonNode? ToNode<T>(T value) => JsonSerializer.SerializeToNode(value, Options);

    public static byte[] ToUtf8Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.Strict,
            PropertyNameCaseInsensitive = false,
            // Schemas of CRDs nest deeper than the default of 64.
            MaxDepth = 256,
            Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false), new TimeConverter() },
            TypeInfoResolver = JsonTypeInfoResolver.Combine(KubernetesJsonContext.Default, Registry, new DefaultJsonTypeInfoResolver()),
        };
        options.MakeReadOnly();
        return options;
    }

    private static JsonSerializerOptions CreateWithoutManagedFields()
    {
        var options = new JsonSerializerOptions(Options)
        {
            TypeInfoResolver = Options.TypeInfoResolver!.WithAddedModifier(static type =>
            {
                if (type.Type == typeof(V1ObjectMeta) && type.Properties.FirstOrDefault(p => p.Name == "managedFields") is { } managedFields)
                    type.Properties.Remove(managedFields);
            }),
        };
        options.MakeReadOnly();
        return options;
    }
}

using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Http;

/// <summary>What is sent of an object. The caller's object is never changed.</summary>
internal static class WriteBodies
{
    private const int InitialBytes = 4096;

    private static readonly JsonWriterOptions WriterOptions = new() { MaxDepth = KubernetesJson.Options.MaxDepth, SkipValidation = true };

    // Set by servers. Sent in an apply they would be claimed, or refused.
    private static readonly string[] ServerSet =
        ["managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"];

    private static readonly string[] ManagedFields = ["managedFields"];

    /// <summary>For create and update: everything but managedFields.</summary>
    internal static byte[] Whole<T>(T value, ResourceDefinition resource) where T : class, IKubernetesObject => Bytes(Json(value), resource, withStatus: true, ManagedFields);

    /// <summary>For server-side apply: what the author of an object decides.</summary>
    /// <param name="value">The object.</param>
    /// <param name="resource">What it is.</param>
    /// <param name="version">The resourceVersion it must be at; null: any.</param>
    internal static byte[] Applied<T>(T value, ResourceDefinition resource, string? version = null) where T : class, IKubernetesObject =>
        Bytes(Json(value), resource, withStatus: false, ServerSet, version);

    /// <summary>For server-side apply of the status: nothing else.</summary>
    internal static byte[] AppliedStatus<T>(T value, ResourceDefinition resource) where T : class, IKubernetesObject
    {
        var json = Json(value);
        var metadata = new JsonObject { ["name"] = value.Metadata.Name };
        if (resource.Namespaced)
            metadata["namespace"] = value.Metadata.Namespace;
        return Bytes(new JsonObject
        {
            ["apiVersion"] = resource.ApiVersion,
            ["kind"] = resource.Kind,
            ["metadata"] = metadata,
            ["status"] = json["status"]?.DeepClone(),
        });
    }

    internal static byte[] Bytes(JsonNode json) => JsonSerializer.SerializeToUtf8Bytes(json, KubernetesJson.Options);

    /// <summary>The object with its kind in front, without the named fields of its metadata. What is left out is not copied first.</summary>
    private static byte[] Bytes(JsonObject json, ResourceDefinition resource, bool withStatus, string[] without, string? version = null)
    {
        var buffer = new ArrayBufferWriter<byte>(InitialBytes);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", (string?)json["apiVersion"] ?? resource.ApiVersion);
            writer.WriteString("kind", (string?)json["kind"] ?? resource.Kind);
            foreach (var (name, field) in json)
            {
                if (name is "apiVersion" or "kind" || (name == "status" && !withStatus))
                    continue;
                writer.WritePropertyName(name);
                if (name == "metadata" && field is JsonObject metadata)
                    Write(writer, metadata, without, version);
                else
                    Write(writer, field);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonObject map, string[] without, string? version)
    {
        writer.WriteStartObject();
        foreach (var (name, field) in map)
        {
            if (without.Contains(name, StringComparer.Ordinal))
                continue;
            writer.WritePropertyName(name);
            Write(writer, field);
        }

        if (version is not null)
            writer.WriteString("resourceVersion", version);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? value)
    {
        if (value is null)
            writer.WriteNullValue();
        else
            value.WriteTo(writer, KubernetesJson.Options);
    }

    private static JsonObject Json<T>(T value) where T : class, IKubernetesObject => value is UnstructuredObject unstructured
        ? unstructured.ToJson()
        : KubernetesJson.ToNode(value) as JsonObject ?? throw new JsonException($"{typeof(T).Name} is not written as a JSON object");
}

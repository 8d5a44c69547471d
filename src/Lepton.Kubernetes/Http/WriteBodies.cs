using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Http;

/// <summary>What is sent of an object. The caller's object is never changed.</summary>
internal static class WriteBodies
{
    // Set by servers. Sent in an apply they would be claimed, or refused.
    private static readonly string[] ServerSet =
        ["managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"];

    /// <summary>For create and update: everything but managedFields.</summary>
    internal static byte[] Whole<T>(T value, ResourceDefinition resource) where T : class, IKubernetesObject
    {
        var json = Json(value, resource);
        (json["metadata"] as JsonObject)?.Remove("managedFields");
        return Bytes(json);
    }

    /// <summary>For server-side apply: what the author of an object decides.</summary>
    internal static byte[] Applied<T>(T value, ResourceDefinition resource) where T : class, IKubernetesObject
    {
        var json = Json(value, resource);
        json.Remove("status");
        if (json["metadata"] is JsonObject metadata)
        {
            foreach (var field in ServerSet)
                metadata.Remove(field);
        }

        return Bytes(json);
    }

    /// <summary>For server-side apply of the status: nothing else.</summary>
    internal static byte[] AppliedStatus<T>(T value, ResourceDefinition resource) where T : class, IKubernetesObject
    {
        var json = Json(value, resource);
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

    internal static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString(KubernetesJson.Options));

    private static JsonObject Json<T>(T value, ResourceDefinition resource) where T : class, IKubernetesObject
    {
        var json = KubernetesJson.ToNode(value) as JsonObject ?? throw new JsonException($"{typeof(T).Name} is not written as a JSON object");
        Insert(json, "kind", resource.Kind);
        Insert(json, "apiVersion", resource.ApiVersion);
        return json;
    }

    private static void Insert(JsonObject json, string name, string value)
    {
        if (json[name] is not null)
            return;
        json.Remove(name);
        json.Insert(0, name, value);
    }
}

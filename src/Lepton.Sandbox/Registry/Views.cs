using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>Objects in the version a request asks for, and back in the version they are stored in.</summary>
internal static class Views
{
    /// <summary>The stored object as <paramref name="type"/> shows it. Shared when it is stored that way: do not change it.</summary>
    public static JsonObject Show(ResourceType type, StoredObject stored) => Show(type, stored.Value);

    public static JsonObject Show(ResourceType type, JsonObject stored)
    {
        if (stored.Str("apiVersion") == type.ApiVersion)
            return stored;
        var view = type.Custom?.Conversion?.Read(stored, type.ApiVersion) ?? Conversions.Convert(type.Kind, JsonTree.Clone(stored), type.ApiVersion);
        if (type.IsCustom)
        {
            type.Schema?.Prune(view);
            type.Schema?.ApplyDefaults(view);
        }

        return ObjectOrder.Apply(view, type.IsCustom);
    }

    /// <summary>The object as it is stored; takes ownership of it.</summary>
    public static JsonObject ForStorage(ResourceType type, JsonObject value)
    {
        var target = StorageApiVersion(type);
        if (value.Str("apiVersion") != target)
        {
            value = type.Custom?.Conversion?.Convert(value, target) ?? Conversions.Convert(type.Kind, value, target);

            // What is stored is read back through the schema of the version it is stored in.
            type.Custom?.StorageSchema?.Prune(value);
            type.Custom?.StorageSchema?.ApplyDefaults(value);
        }

        value.Child("metadata")["resourceVersion"] = "";
        return ObjectOrder.Apply(JsonTree.Clone(value), type.IsCustom);
    }

    /// <summary>Where objects of the type are stored: the events of both APIs are the same objects.</summary>
    public static GroupResource StorageOf(ResourceType type) => StorageOf(type.Resource);

    public static GroupResource StorageOf(GroupResource resource) => resource.Group == "events.k8s.io" ? new GroupResource("", "events") : resource;

    private static string StorageApiVersion(ResourceType type) => type switch
    {
        { Kind: "Event", Group: "events.k8s.io" } => "v1",
        { Group: "" } => type.StorageVersion,
        _ => $"{type.Group}/{type.StorageVersion}",
    };
}

using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;

namespace Lepton.Sandbox.CustomResources;

/// <summary>What the server does to a CustomResourceDefinition itself.</summary>
internal static class DefinitionRules
{
    private static readonly HashSet<string> KnownFormats =
    [
        "bsonobjectid", "uri", "email", "hostname", "ipv4", "ipv6", "cidr", "mac", "uuid", "uuid3", "uuid4", "uuid5", "isbn", "isbn10", "isbn13", "creditcard", "ssn", "hexcolor",
        "rgbcolor", "byte", "password", "date", "duration", "datetime", "date-time", "int32", "int64", "float", "double", "k8s-short-name", "k8s-long-name",
    ];

    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    public static void AddTo(KindRules rules, ClusterContext cluster) => rules.Add("apiextensions.k8s.io", "CustomResourceDefinition", new KindRule(
        Default: Default,
        BeforeCreate: Create,
        BeforeUpdate: Update,
        Validate: (value, old, errors) => DefinitionValidation.Validate(value, old, errors, cluster.Schemas),
        Warnings: UnknownFormats,
        BeforeDelete: value => Terminate(value, cluster.Timestamp())));

    private static IEnumerable<string> UnknownFormats(JsonObject value) =>
        (value.Obj("spec").Arr("versions") ?? []).SelectMany(version => Formats(version.Obj("schema").Obj("openAPIV3Schema"))).Distinct()
        .Where(format => !KnownFormats.Contains(format)).Select(format => $"unrecognized format {ApiErrors.Quote(format)}");

    private static IEnumerable<string> Formats(JsonNode? node) => node switch
    {
        JsonObject schema => (schema.Str("type") is not null && schema.Str("format") is { Length: > 0 } format ? [format] : Enumerable.Empty<string>()).Concat(schema.SelectMany(child => Formats(child.Value))),
        JsonArray list => list.SelectMany(Formats),
        _ => [],
    };

    private static void Create(JsonObject value)
    {
        var stored = value.Obj("spec").Arr("versions")?.FirstOrDefault(v => v.Bool("storage") == true).Str("name");
        value["status"] = new JsonObject
        {
            ["conditions"] = null,
            ["acceptedNames"] = new JsonObject { ["plural"] = "", ["kind"] = "" },
            ["storedVersions"] = stored is null ? null : new JsonArray(stored),
        };
    }

    private static void Update(JsonObject value, JsonObject old, string? subresource)
    {
        var status = value.Child("status");
        var storage = value.Obj("spec").Arr("versions")?.FirstOrDefault(v => v.Bool("storage") == true).Str("name");
        if (subresource is null && storage is not null && status.Arr("storedVersions") is { } stored && !stored.Strings().Contains(storage))
            stored.Add(storage);
    }

    private static void Default(JsonObject value, JsonObject? old)
    {
        if (old is not null && value["status"] is JsonObject status && status.Arr("storedVersions") is null or { Count: 0 })
            JsonTree.CopyField(old.Obj("status"), status, "storedVersions");
        var spec = value.Child("spec");
        var names = spec.Child("names");
        if (names.Str("kind") is { } kind)
        {
            if (string.IsNullOrEmpty(names.Str("singular")))
                names["singular"] = kind.ToLowerInvariant();
            if (string.IsNullOrEmpty(names.Str("listKind")))
                names["listKind"] = kind + "List";
        }

        if (string.IsNullOrEmpty(spec.Obj("conversion").Str("strategy")))
            spec.Child("conversion")["strategy"] = "None";
        if (spec.Bool("preserveUnknownFields") == false)
            spec.Remove("preserveUnknownFields");
    }

    private static void Terminate(JsonObject value, string now)
    {
        var metadata = value.Child("metadata");
        if (metadata["deletionTimestamp"] is not null)
            return;
        var finalizers = metadata.Arr("finalizers");
        if (finalizers is null)
            metadata["finalizers"] = finalizers = [];
        if (!finalizers.Strings().Contains(CleanupFinalizer))
            finalizers.Add(CleanupFinalizer);
        Conditions.Set(value, "Terminating", "True", "InstanceDeletionPending", "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon", now);
    }
}

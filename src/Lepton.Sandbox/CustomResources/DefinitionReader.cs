using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.CustomResources;

/// <summary>From a CRD to the resources it makes the server serve.</summary>
internal static class DefinitionReader
{
    private static readonly string[] Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    /// <param name="conversion">Between the versions; null where they differ in nothing but their name.</param>
    public static IReadOnlyList<ResourceType> Read(JsonObject definition, ISchemaFactory schemas, ConversionWebhook? conversion) =>
        [.. (definition.Obj("spec").Arr("versions") ?? []).OfType<JsonObject>().Where(v => v.Bool("served") == true).Select(v => Read(definition, v, schemas, conversion))];

    private static ResourceType Read(JsonObject definition, JsonObject version, ISchemaFactory schemas, ConversionWebhook? conversion)
    {
        var spec = definition.Obj("spec")!;
        var names = spec.Obj("names")!;
        var (group, name, kind) = (spec.Str("group")!, version.Str("name")!, names.Str("kind")!);
        var storage = spec.Arr("versions")!.OfType<JsonObject>().First(v => v.Bool("storage") == true);
        var compiled = schemas.Custom(group, name, kind, version.Obj("schema").Obj("openAPIV3Schema"), version.Obj("subresources"));
        return new ResourceType
        {
            Group = group,
            Version = name,
            Plural = names.Str("plural")!,
            Singular = names.Str("singular")!,
            Kind = kind,
            ListKind = names.Str("listKind")!,
            Namespaced = spec.Str("scope") == "Namespaced",
            ShortNames = [.. names.Arr("shortNames").Strings()],
            Categories = [.. names.Arr("categories").Strings()],
            Verbs = Verbs,
            Subresources = [.. Subresources(version, kind)],
            HasStatus = version.Obj("subresources")?["status"] is not null,
            Generation = GenerationRule.Spec,
            RequiresResourceVersion = true,
            StorageVersion = storage.Str("name")!,
            Custom = new CustomResource(definition, version)
            {
                Scale = Scale(version),
                StorageSchema = storage == version ? null : schemas.Custom(group, storage.Str("name")!, kind, storage.Obj("schema").Obj("openAPIV3Schema"), storage.Obj("subresources")).Schema,
                Conversion = conversion,
                Deprecation = Deprecation(spec, version, kind),
                SelectableFields = [.. (version.Arr("selectableFields") ?? []).Select(f => (f.Str("jsonPath") ?? "").TrimStart('.'))],
            },
            Schema = compiled.Schema,
            Fields = compiled.Fields,
        };
    }

    private static IEnumerable<SubresourceType> Subresources(JsonObject version, string kind)
    {
        var subresources = version.Obj("subresources");
        if (subresources?["status"] is not null)
            yield return new SubresourceType("status", kind, ["get", "patch", "update"]);
        if (subresources?["scale"] is not null)
            yield return new SubresourceType("scale", "Scale", ["get", "patch", "update"], "autoscaling", "v1");
    }

    private static ScalePaths? Scale(JsonObject version) => version.Obj("subresources").Obj("scale") is { } scale
        ? new ScalePaths(scale.Str("specReplicasPath")!, scale.Str("statusReplicasPath")!, scale.Str("labelSelectorPath"))
        : null;

    private static string? Deprecation(JsonObject spec, JsonObject version, string kind)
    {
        if (version.Bool("deprecated") != true)
            return null;
        if (version.Str("deprecationWarning") is { } text)
            return text;
        var group = spec.Str("group");
        var newer = (spec.Arr("versions") ?? []).Where(v => v.Bool("served") == true && v.Bool("deprecated") != true)
            .Select(v => v.Str("name")!).Order(KubeVersionOrder.Instance).FirstOrDefault();
        var text2 = $"{group}/{version.Str("name")} {kind} is deprecated";
        return newer is null ? text2 : $"{text2}; use {group}/{newer} {kind}";
    }
}

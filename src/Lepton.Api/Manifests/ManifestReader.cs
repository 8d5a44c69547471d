using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Api.Validation;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;
using Lepton.Kubernetes.Serialization;
using YamlDotNet.Core;

namespace Lepton.Api.Manifests;

/// <summary>
/// Reads manifests (YAML or JSON, several documents per file) as a server with our definitions would take them: schema first, then what one object alone
/// can tell, then what all of them tell together. Every mistake is reported.
/// </summary>
public sealed class ManifestReader
{
    private readonly Dictionary<string, V1JSONSchemaProps> _schemas = LeptonCrds.All()
        .ToDictionary(d => d.Spec.Names.Kind, d => d.Spec.Versions[0].Schema!.OpenAPIV3Schema!, StringComparer.Ordinal);

    private readonly ManifestSet _set = new();
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    /// <summary>Reads all files and checks them together.</summary>
    /// <param name="files">Name (for messages) and text of each.</param>
    public static ManifestSet Read(IEnumerable<(string Name, string Text)> files)
    {
        var reader = new ManifestReader();
        foreach (var (name, text) in files)
            reader.ReadFile(name, text);
        reader.CheckTogether();
        return reader._set;
    }

    private void ReadFile(string source, string text)
    {
        IReadOnlyList<JsonNode> documents;
        try
        {
            documents = KubernetesYaml.LoadAll(text);
        }
        catch (YamlException e)
        {
            Report(source, $"line {e.Start.Line}, column {e.Start.Column}", "document", "no valid YAML", e.InnerException?.Message ?? e.Message);
            return;
        }
        for (var i = 0; i < documents.Count; i++)
            ReadDocument(source, $"document {i + 1}", documents[i]);
    }

    private void ReadDocument(string source, string where, JsonNode document)
    {
        if (document is JsonObject list && Text(list, "kind") == "List" && list["items"] is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++)
                ReadDocument(source, $"{where} items[{i}]", items[i]?.DeepClone() ?? new JsonObject());
            return;
        }

        if (document is not JsonObject json || Text(json, "apiVersion") is not { } version || Text(json, "kind") is not { } kind || json["metadata"] is not JsonObject metadata || Text(metadata, "name") is not { } name)
        {
            Report(source, where, "apiVersion, kind, metadata.name", Missing(document), "an object of Kubernetes");
            return;
        }

        _set.All.Add((source, json));
        // What is read from files goes where kubectl would put it.
        if (kind is "LeptonModel" or "ConfigMap")
            metadata["namespace"] ??= "default";
        var ns = Text(metadata, "namespace");
        var identity = $"{kind} {(ns is null ? name : $"{ns}/{name}")}";
        var ours = version.StartsWith(LeptonApi.Group + "/", StringComparison.Ordinal);
        if (!ours && (version, kind) != ("v1", "ConfigMap"))
            return;
        if (!_sources.TryAdd(identity, source))
            Report(source, identity, "metadata.name", $"\"{name}\"", $"each object once; it is in {_sources[identity]} too");
        else if (!ours)
            Typed<V1ConfigMap>(source, identity, json, _set.ConfigMaps.Add);
        else if (version != LeptonApi.ApiVersion || !_schemas.TryGetValue(kind, out var schema))
            Report(source, identity, "apiVersion and kind", $"{version} {kind}", $"{LeptonApi.ApiVersion} and one of {string.Join(", ", _schemas.Keys)}");
        else
            ReadObject(source, identity, kind, json, schema);
    }

    private static string Missing(JsonNode document) => document is not JsonObject json
        ? document.GetValueKind() switch { JsonValueKind.Array => "a list", JsonValueKind.String => "words", _ => "no object" }
        : $"kind {Text(json, "kind") ?? "none"}, apiVersion {Text(json, "apiVersion") ?? "none"}, name {(json["metadata"] is JsonObject metadata ? Text(metadata, "name") : null) ?? "none"}";

    private void ReadObject(string source, string identity, string kind, JsonObject json, V1JSONSchemaProps schema)
    {
        var violations = SchemaValidator.Validate(json, schema);
        foreach (var violation in violations)
            Report(source, identity, violation.Path, violation.Found, violation.Expected);
        if (violations.Count > 0)
            return;
        if (kind == "CloudProvider")
            Typed<CloudProvider>(source, identity, json, p => Add(source, p, _set.Providers, ProviderValidator.Validate));
        else if (kind == "PlacementPolicy")
            Typed<PlacementPolicy>(source, identity, json, p => Add(source, p, _set.Policies, PolicyValidator.Validate));
        else
            Typed<LeptonModel>(source, identity, json, m => Add(source, m, _set.Models, ModelValidator.Validate));
    }

    private void Typed<T>(string source, string identity, JsonObject json, Action<T> use)
    {
        try
        {
            use(KubernetesJson.Deserialize<T>(json.DeepClone())!);
        }
        catch (JsonException e)
        {
            Report(source, identity, e.Path?.TrimStart('$', '.') ?? "", "a value of another type", e.InnerException?.Message ?? e.Message);
        }
    }

    private void Add<T>(string source, T typed, List<T> list, Func<T, IReadOnlyList<ValidationError>> validate)
    {
        var errors = validate(typed);
        _set.Problems.AddRange(errors.Select(e => new ManifestProblem(source, e)));
        if (errors.Count == 0)
            list.Add(typed);
    }

    private void CheckTogether()
    {
        var errors = ProviderValidator.ValidateTogether(_set.Providers)
            .Concat(_set.Policies.SelectMany(p => ReferenceValidator.Validate(p, _set.Providers)))
            .Concat(_set.Models.SelectMany(m => ReferenceValidator.Validate(m, _set.Policies, _set.Providers)));
        _set.Problems.AddRange(errors.Select(e => new ManifestProblem(_sources.GetValueOrDefault(e.Object, ""), e)));
    }

    private void Report(string source, string subject, string field, string found, string expected) =>
        _set.Problems.Add(new ManifestProblem(source, new ValidationError(subject, field, found, expected)));

    private static string? Text(JsonObject json, string field) =>
        json[field] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}

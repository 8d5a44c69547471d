using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Cli.Manifests;

/// <summary>The objects of manifest files: Lepton's kinds typed, ConfigMaps (price books), everything else as JSON.</summary>
internal sealed class ManifestSet
{
    public List<LeptonModel> Models { get; } = [];

    public List<CloudProvider> Providers { get; } = [];

    public List<PlacementPolicy> Policies { get; } = [];

    public List<V1ConfigMap> ConfigMaps { get; } = [];

    /// <summary>In the order of the files: for applying.</summary>
    public List<(string Source, JsonObject Object)> All { get; } = [];

    /// <summary>Reads files and folders (all *.yaml, *.yml and *.json in them, by name; kustomization files are skipped); <c>-</c> is standard input.</summary>
    /// <exception cref="ManifestException">Every file that cannot be read, with file and document.</exception>
    public static ManifestSet Load(IEnumerable<string> paths, TextReader? input = null)
    {
        var set = new ManifestSet();
        var errors = new List<string>();
        foreach (var file in paths.SelectMany(p => Expand(p, errors)))
        {
            try
            {
                var text = file == "-" ? (input ?? Console.In).ReadToEnd() : File.ReadAllText(file);
                set.Add(file, text, errors);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or YamlDotNet.Core.YamlException or JsonException)
            {
                errors.Add($"{file}: {e.Message}");
            }
        }

        return errors.Count == 0 ? set : throw new ManifestException(errors);
    }

    private static IEnumerable<string> Expand(string path, List<string> errors)
    {
        if (path == "-" || File.Exists(path))
            return [path];
        if (Directory.Exists(path))
        {
            return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(f => Path.GetExtension(f) is ".yaml" or ".yml" or ".json" && !Path.GetFileName(f).StartsWith("kustomization", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal);
        }

        errors.Add($"{path}: there is no such file or folder");
        return [];
    }

    private void Add(string file, string text, List<string> errors)
    {
        var number = 0;
        foreach (var node in KubernetesYaml.LoadAll(text))
        {
            number++;
            if (node is not JsonObject document)
            {
                errors.Add($"{file} document {number}: found {node.GetValueKind()}, expected an object with apiVersion, kind and metadata");
                continue;
            }

            if ((string?)document["kind"] == "List" && document["items"] is JsonArray items)
            {
                foreach (var item in items.OfType<JsonObject>().ToList())
                    AddObject($"{file} document {number}", item, errors);
            }
            else
            {
                AddObject($"{file} document {number}", document, errors);
            }
        }
    }

    private void AddObject(string source, JsonObject document, List<string> errors)
    {
        var kind = (string?)document["kind"];
        var name = (string?)document["metadata"]?["name"];
        if (kind is null || document["apiVersion"] is null || name is null)
        {
            errors.Add($"{source}: kind, apiVersion and metadata.name are required; found kind {kind ?? "none"}, name {name ?? "none"}");
            return;
        }

        try
        {
            switch (kind)
            {
                case "LeptonModel":
                    Models.Add(Typed<LeptonModel>(document));
                    Models[^1].Metadata.Namespace ??= "default";
                    break;
                case "CloudProvider":
                    Providers.Add(Typed<CloudProvider>(document));
                    break;
                case "PlacementPolicy":
                    Policies.Add(Typed<PlacementPolicy>(document));
                    break;
                case "ConfigMap":
                    ConfigMaps.Add(Typed<V1ConfigMap>(document));
                    ConfigMaps[^1].Metadata.Namespace ??= "default";
                    break;
            }

            All.Add((source, document));
        }
        catch (JsonException e)
        {
            errors.Add($"{source}: {kind} {name}: {e.Path?.TrimStart('$', '.')}: {e.Message}");
        }
    }

    private static T Typed<T>(JsonObject document) => KubernetesJson.Deserialize<T>(document.DeepClone())!;
}

/// <summary>Manifests that cannot be read; one line for each mistake.</summary>
internal sealed class ManifestException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}

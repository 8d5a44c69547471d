using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Config.KubeConfigModels;
using Lepton.Kubernetes.Serialization;
using YamlDotNet.Core;

namespace Lepton.Kubernetes.Config;

/// <summary>Reads one kubeconfig, YAML or JSON.</summary>
internal static class KubeconfigReader
{
    // A kubeconfig of thousands of clusters is still below this; anything larger is some other file.
    private const int MaxBytes = 16 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static K8SConfiguration ReadFile(string path)
    {
        try
        {
            var info = new FileInfo(path);
            if (info is { Exists: true, Length: > MaxBytes })
                throw new KubeconfigException(path, null, $"{info.Length} bytes, which no kubeconfig has (at most {MaxBytes})");
            return Read(File.ReadAllBytes(path), path, Path.GetFullPath(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new KubeconfigException(path, null, $"cannot be read: {e.Message}", e);
        }
    }

    internal static K8SConfiguration Read(ReadOnlySpan<byte> bytes, string origin, string? fileName)
    {
        var config = Parse(bytes, origin);
        config.FileName = fileName;
        CheckNames(config.Clusters, "clusters", origin, fileName);
        CheckNames(config.Users, "users", origin, fileName);
        CheckNames(config.Contexts, "contexts", origin, fileName);
        return config;
    }

    private static K8SConfiguration Parse(ReadOnlySpan<byte> bytes, string origin)
    {
        JsonNode? node;
        try
        {
            node = KubernetesYaml.Load(StrictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException e)
        {
            throw new KubeconfigException(origin, null, "binary data; YAML or JSON text in UTF-8 is expected", e);
        }
        catch (YamlException e)
        {
            throw new KubeconfigException(origin, $"line {e.Start.Line}, column {e.Start.Column}", $"not YAML: {e.Message}", e);
        }

        return node switch
        {
            null => new K8SConfiguration(),
            JsonObject map => Typed(map, origin),
            _ => throw new KubeconfigException(origin, null, $"{Describe(node)} found; a map with clusters, users and contexts is expected"),
        };
    }

    private static K8SConfiguration Typed(JsonObject map, string origin)
    {
        try
        {
            return map.Deserialize(KubeconfigJsonContext.Default.K8SConfiguration)!;
        }
        catch (JsonException e)
        {
            var field = (e.Path ?? "$").TrimStart('$').TrimStart('.');
            throw new KubeconfigException(origin, field, $"{Describe(KubeconfigFields.Find(map, field))} found, which has no place here: {KubeconfigFields.Expected(field)} is expected", e);
        }
    }

    private static void CheckNames<T>(List<T>? entries, string list, string origin, string? fileName) where T : class, INamedEntry
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < (entries?.Count ?? 0); i++)
        {
            var entry = entries![i] ?? throw new KubeconfigException(origin, $"{list}[{i}]", "empty; an entry with a name is expected");
            if (string.IsNullOrEmpty(entry.Name))
                throw new KubeconfigException(origin, $"{list}[{i}].name", "missing; every entry needs a name");
            if (!seen.Add(entry.Name))
                throw new KubeconfigException(origin, $"{list}[{i}].name", $"\"{entry.Name}\" occurs twice in this file");
            entry.FileName = fileName;
        }
    }

    private static string Describe(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "nothing",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "a map",
        JsonValueKind.String => "text",
        JsonValueKind.Number => $"the number {node.ToJsonString()}",
        _ => node.ToJsonString(),
    };
}

using System.Text.Json.Nodes;
using Lepton.Api.Manifests;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Api.Tests.Samples;

/// <summary>The files of config/samples.</summary>
internal static class Sample
{
    public static IReadOnlyList<(string Name, string Text)> Files { get; } =
    [
        .. Directory.GetFiles(Repository.PathOf("config", "samples"), "*.yaml").Order(StringComparer.Ordinal).Select(f => (Path.GetFileName(f), File.ReadAllText(f))),
    ];

    public static IReadOnlyList<JsonObject> Documents { get; } = [.. Files.SelectMany(f => KubernetesYaml.LoadAll(f.Text)).Select(d => d.AsObject())];

    public static ManifestSet Read() => ManifestReader.Read(Files);
}

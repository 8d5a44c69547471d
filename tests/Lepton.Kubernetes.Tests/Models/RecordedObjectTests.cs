using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Tests.Models;

/// <summary>One object of each kind as a real kube-apiserver 1.36 returned it, with what that server had filled in.</summary>
public class RecordedObjectTests
{
    public static TheoryData<string> Files { get; } = [.. Directory.EnumerateFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Assets");

    [Theory]
    [MemberData(nameof(Files))]
    public void ItIsReadAndWrittenWithoutLoss(string kind)
    {
        var (json, typed) = Read(kind);
        var written = JsonSerializer.SerializeToNode(typed, typed.GetType(), KubernetesJson.Options);
        Assert.Equal(RoundTripTests.Normal(json), RoundTripTests.Normal(written));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void ItSurvivesYaml(string kind)
    {
        var (json, _) = Read(kind);
        Assert.Equal(json.ToJsonString(), KubernetesYaml.Load(KubernetesYaml.Serialize(json))!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryFieldServersWriteHasAProperty(string kind)
    {
        var (_, typed) = Read(kind);
        Assert.Empty(Leftovers(typed, kind));
    }

    private static (JsonObject Json, object Typed) Read(string kind)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, kind + ".json")))!.AsObject();
        var type = typeof(V1Pod).Assembly.GetTypes().Single(t => t.GetCustomAttribute<KubernetesEntityAttribute>() is { } a && a.Kind == kind && ResourceDefinition.Of(t).ApiVersion == (string?)json["apiVersion"]);
        return (json, json.Deserialize(type, KubernetesJson.Options)!);
    }

    private static IEnumerable<string> Leftovers(object? value, string path)
    {
        if (value is null or string || value.GetType().IsValueType)
            return [];
        if (value is System.Collections.IEnumerable list)
            return value is System.Collections.IDictionary map ? map.Values.Cast<object?>().SelectMany(v => Leftovers(v, path + ".{}")) : list.Cast<object?>().SelectMany(v => Leftovers(v, path + ".[]"));
        if (value.GetType().Namespace != typeof(V1Pod).Namespace)
            return [];
        var own = (value as ExtensibleObject)?.ExtensionData?.Keys.Select(k => $"{path}.{k}") ?? [];
        return own.Concat(value.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0 && p.Name != nameof(ExtensibleObject.ExtensionData)).SelectMany(p => Leftovers(p.GetValue(value), $"{path}.{p.Name}")));
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Tests.Serialization;

public partial class KubernetesJsonTests
{
    [Fact]
    public void TypesNobodyRegisteredAreReadByReflection()
    {
        var thing = KubernetesJson.Deserialize<Thing>(JsonNode.Parse("""{"metadata":{"name":"x"},"spec":{"mode":"FastMode"},"unknown":1}"""))!;
        Assert.Equal(Mode.FastMode, thing.Spec.Mode);
        Assert.Equal("""{"metadata":{"name":"x"},"spec":{"mode":"FastMode"}}""", KubernetesJson.ToNode(thing)!.ToJsonString());
    }

    [Fact]
    public void AContextAddedAfterFirstUseServesItsTypes()
    {
        _ = KubernetesJson.ToNode(new V1Pod());
        KubernetesJson.AddContext(LateContext.Default);
        KubernetesJson.AddContext(LateContext.Default);

        Assert.Equal(typeof(Late), KubernetesJson.Options.GetTypeInfo(typeof(Late)).Type);
        Assert.Equal("""{"startedAt":"2026-01-02T03:04:05Z","mode":"SlowMode"}""",
            KubernetesJson.ToNode(new Late { StartedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), Mode = Mode.SlowMode })!.ToJsonString());
    }

    [Fact]
    public void FieldNamesAreCaseSensitiveAsTheServersAre()
    {
        Assert.Null(KubernetesJson.Deserialize<V1DeploymentSpec>("""{"Replicas":3}"""u8)!.Replicas);
        Assert.Throws<JsonException>(() => KubernetesJson.Deserialize<V1DeploymentSpec>("""{"replicas":"3"}"""u8));
    }

    [Fact]
    public void UnstructuredObjectsAreTheirJson()
    {
        var read = KubernetesJson.Deserialize<UnstructuredObject>("""{"apiVersion":"x/v1","kind":"X","metadata":{"name":"a"},"spec":{"deep":[1,{"n":null}]}}"""u8)!;
        read.Metadata.Labels = new() { ["l"] = "v" };

        Assert.Equal("X a", read.ToString());
        Assert.Equal("""{"apiVersion":"x/v1","kind":"X","metadata":{"name":"a","labels":{"l":"v"}},"spec":{"deep":[1,{"n":null}]}}""", KubernetesJson.ToNode(read)!.ToJsonString());
        Assert.Throws<JsonException>(() => KubernetesJson.Deserialize<UnstructuredObject>("[]"u8));
    }

    internal enum Mode
    {
        SlowMode,
        FastMode,
    }

    internal sealed class Thing : KubernetesObject
    {
        public Late Spec { get; set; } = new();
    }

    internal sealed class Late
    {
        public DateTimeOffset? StartedAt { get; set; }

        public Mode Mode { get; set; }
    }

    [JsonSerializable(typeof(Late))]
    private sealed partial class LateContext : JsonSerializerContext;
}

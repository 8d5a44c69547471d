using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Tests.Serialization;

/// <summary>An unstructured object is its JSON whatever is in it; and what is dropped of it frees its memory.</summary>
public sealed class UnstructuredReadingTests
{
    private const string Everything = """
        {"apiVersion":"v1","kind":"Thing","metadata":{"name":"a","labels":{"l":"ü\n"},"managedFields":[{"manager":"m"}],"finalizers":[],"generation":3,"deletionTimestamp":null},
         "spec":{"a":[1,-2.5e3,{"b":null}],"t":true,"f":false,"s":"<>&'+","big":12345678901234567890},"n":null,"list":[],"text":"x"}
        """;

    [Fact]
    public void EveryKindOfValueArrives()
    {
        var read = KubernetesJson.Deserialize<UnstructuredObject>(Encoding.UTF8.GetBytes(Everything))!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Everything), read.Json), read.Json.ToJsonString());
        Assert.Equal("Thing", read.Kind);
        Assert.Equal("ü\n", read.Metadata.Labels!["l"]);
        Assert.Equal(3, read.Metadata.Generation);
        Assert.Single(read.Metadata.ManagedFields!);
    }

    [Fact]
    public void WithoutManagedFieldsEverythingElseArrives()
    {
        var read = JsonSerializer.Deserialize<UnstructuredObject>(Everything, KubernetesJson.WithoutManagedFields)!;
        var expected = (JsonObject)JsonNode.Parse(Everything)!;
        ((JsonObject)expected["metadata"]!).Remove("managedFields");
        Assert.True(JsonNode.DeepEquals(expected, read.Json), read.Json.ToJsonString());
    }

    [Fact]
    public void WhatACacheReadsIsPackedUntilItIsChanged()
    {
        var read = JsonSerializer.Deserialize<UnstructuredObject>(Everything, KubernetesJson.WithoutManagedFields)!;
        Assert.True(read.IsPacked);
        Assert.Equal(("v1", "Thing", "a", 3), (read.ApiVersion, read.Kind, read.Metadata.Name, (int)read.Metadata.Generation!));
        Assert.NotSame(read.ReadJson(), read.ReadJson());
        Assert.True(read.IsPacked);

        // A change is never lost.
        read.Json["spec"]!["t"] = false;
        Assert.False(read.IsPacked);
        Assert.False((bool)read.Json["spec"]!["t"]!);
        Assert.Same(read.Json, read.ReadJson());
    }

    [Fact]
    public void ChangesOfMetadataOfAPackedObjectAreWritten()
    {
        var read = JsonSerializer.Deserialize<UnstructuredObject>(Everything, KubernetesJson.WithoutManagedFields)!;
        read.Metadata.Labels!["more"] = "x";
        Assert.Equal("x", (string?)read.ToJson()["metadata"]!["labels"]!["more"]);
    }

    /// <summary>Items of lists do not say what they are; whoever reads the list does.</summary>
    [Fact]
    public void KindsThatAreFilledInStandInTheJson()
    {
        var read = JsonSerializer.Deserialize<UnstructuredObject>("""{"metadata":{"name":"a"}}""", KubernetesJson.WithoutManagedFields)!;
        Assert.Null(read.Kind);
        (read.ApiVersion, read.Kind) = ("v1", "Thing");
        Assert.True(read.IsPacked);
        Assert.Equal("Thing", (string?)read.ReadJson()["kind"]);
        Assert.Equal("v1", (string?)read.Json["apiVersion"]);
    }

    [Fact]
    public void ManagedFieldsOutsideMetadataAreAnObjectsOwn()
    {
        var read = JsonSerializer.Deserialize<UnstructuredObject>("""{"metadata":{"name":"a"},"spec":{"managedFields":[1],"metadata":{"managedFields":[2]}}}""", KubernetesJson.WithoutManagedFields)!;
        Assert.Equal("""{"managedFields":[1],"metadata":{"managedFields":[2]}}""", read.Json["spec"]!.ToJsonString());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("7")]
    public void WhatIsNoObjectIsRefused(string json) => Assert.Throws<JsonException>(() => KubernetesJson.Deserialize<UnstructuredObject>(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("null")]
    public void MetadataThatIsNoObjectDoesNotStopTheReading(string metadata)
    {
        var read = KubernetesJson.Deserialize<UnstructuredObject>(Encoding.UTF8.GetBytes($$"""{"kind":"Thing","metadata":{{metadata}} }"""))!;
        Assert.Equal("Thing", read.Kind);
    }

    [Fact]
    public void TypedObjectsAreReadWithoutThemToo()
    {
        var pod = JsonSerializer.Deserialize<V1Pod>("""{"metadata":{"name":"a","managedFields":[{"manager":"m"}],"uid":"u"},"spec":{"nodeName":"n"}}""", KubernetesJson.WithoutManagedFields)!;
        Assert.Null(pod.Metadata.ManagedFields);
        Assert.Equal(("a", "u", "n"), (pod.Metadata.Name, pod.Metadata.Uid, pod.Spec.NodeName));
    }

    [Fact]
    public void AFieldThatIsDroppedFreesItsMemory()
    {
        var large = $$"""{"kind":"Thing","metadata":{"name":"a","managedFields":[{"manager":"{{new string('m', 100_000)}}" }]},"spec":{"a":1} }""";
        var bytes = Encoding.UTF8.GetBytes(large);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var kept = Enumerable.Range(0, 400).Select(_ => KubernetesJson.Deserialize<UnstructuredObject>(bytes)!).ToList();
        foreach (var value in kept)
            ((JsonObject)value.Json["metadata"]!).Remove("managedFields");
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / kept.Count;
        // Half of what was dropped would be too much. Other tests allocate meanwhile, megabytes: they are little to so many.
        Assert.InRange(each, long.MinValue, 50_000);
        GC.KeepAlive(kept);
    }
}

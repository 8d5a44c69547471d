using System.Text;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>What is sent of an object, whatever it was read from.</summary>
public sealed class WriteBodyTests
{
    private const string Stored = """
        {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"n","uid":"u","resourceVersion":"7","generation":2,"creationTimestamp":"2026-01-01T00:00:00Z","managedFields":[{"manager":"m"}],"labels":{"l":"<v>"}},"data":{"k":null},"status":{"s":1}}
        """;

    private static readonly ResourceDefinition ConfigMaps = ResourceDefinition.Of<V1ConfigMap>();

    [Fact]
    public void AnApplySendsWhatItsAuthorDecides()
    {
        var value = new UnstructuredObject((JsonObject)JsonNode.Parse(Stored)!);
        AssertSame("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"n","labels":{"l":"<v>"}},"data":{"k":null}}""", WriteBodies.Applied(value, ConfigMaps));
    }

    [Fact]
    public void AVersionThatIsAskedForIsSentInsteadOfTheOneThatWasRead()
    {
        var value = new UnstructuredObject((JsonObject)JsonNode.Parse(Stored)!);
        Assert.Equal("1", (string?)JsonNode.Parse(WriteBodies.Applied(value, ConfigMaps, ApplyOptions.NoObject))!["metadata"]!["resourceVersion"]);
        Assert.Equal("1", (string?)JsonNode.Parse(WriteBodies.Applied(new V1ConfigMap { Metadata = { Name = "a" } }, ConfigMaps, "1"))!["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public void AnUpdateSendsEverythingButManagedFields()
    {
        var value = new UnstructuredObject((JsonObject)JsonNode.Parse(Stored)!);
        var expected = (JsonObject)JsonNode.Parse(Stored)!;
        ((JsonObject)expected["metadata"]!).Remove("managedFields");
        AssertSame(expected.ToJsonString(), WriteBodies.Whole(value, ConfigMaps));
    }

    [Fact]
    public void TheObjectThatIsSentStaysAsItIs()
    {
        var value = new UnstructuredObject((JsonObject)JsonNode.Parse(Stored)!);
        WriteBodies.Applied(value, ConfigMaps);
        WriteBodies.Whole(value, ConfigMaps);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Stored), value.Json), value.Json.ToJsonString());
    }

    [Fact]
    public void ChangesToMetadataAreSent()
    {
        var value = new UnstructuredObject((JsonObject)JsonNode.Parse(Stored)!);
        value.Metadata.Labels!["l"] = "new";
        Assert.Equal("new", (string?)JsonNode.Parse(WriteBodies.Applied(value, ConfigMaps))!["metadata"]!["labels"]!["l"]);
    }

    [Fact]
    public void WhatDoesNotSayWhatItIsIsNamedAfterItsResource()
    {
        var bare = new UnstructuredObject(new JsonObject { ["metadata"] = new JsonObject { ["name"] = "a" } });
        AssertSame("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""", WriteBodies.Applied(bare, ConfigMaps));
        Assert.StartsWith("""{"apiVersion":"v1","kind":"ConfigMap",""", Encoding.UTF8.GetString(WriteBodies.Applied(new V1ConfigMap { Metadata = { Name = "a" } }, ConfigMaps)), StringComparison.Ordinal);
    }

    [Fact]
    public void OfAStatusNothingElseIsSent()
    {
        var value = new UnstructuredObject((JsonObject)JsonNode.Parse(Stored)!);
        AssertSame("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"n"},"status":{"s":1}}""", WriteBodies.AppliedStatus(value, ConfigMaps));
    }

    private static void AssertSame(string expected, byte[] sent) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(sent)), Encoding.UTF8.GetString(sent));
}

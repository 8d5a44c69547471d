using System.Text.Json.Nodes;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Api;

/// <summary>How much is too much.</summary>
public sealed class SizeLimitTests : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData(262_144 - 1, 201)]
    [InlineData(262_144, 422)]
    public async Task Annotations_together(int length, int status)
    {
        var map = Objects.ConfigMap("a");
        map["metadata"]!["annotations"] = new JsonObject { ["k"] = new string('x', length) };
        var answer = await _cluster.PostAsync(Maps, map);
        if (status == 201)
            answer.Expect(status);
        else
            answer.ExpectError(status, "Invalid", "ConfigMap \"a\" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes");
    }

    [Theory]
    [InlineData(1_048_576, 201)]
    [InlineData(1_048_577, 422)]
    public async Task The_data_of_a_ConfigMap(int length, int status)
    {
        var answer = await _cluster.PostAsync(Maps, Objects.ConfigMap("a", new string('x', length)));
        if (status == 201)
            answer.Expect(status);
        else
            answer.ExpectError(status, "Invalid", "ConfigMap \"a\" is invalid: []: Too long: may not be more than 1048576 bytes");
    }

    [Fact]
    public async Task A_body() =>
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("a", new string('x', 3_145_728)))).ExpectError(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");

    [Theory]
    [InlineData(10_000, 200)]
    [InlineData(10_001, 413)]
    public async Task Operations_of_a_JSON_patch(int count, int status)
    {
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        var patch = new JsonArray([.. Enumerable.Range(0, count).Select(_ => (JsonNode)new JsonObject { ["op"] = "test", ["path"] = "/data/k", ["value"] = "v" })]);
        var answer = await _cluster.SendAsync(HttpMethod.Patch, $"{Maps}/a", patch, "application/json-patch+json");
        answer.Expect(status);
        if (status == 413)
            Assert.Equal("Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001", (string?)answer.Json["message"]);
    }
}

using System.Text.Json.Nodes;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.FieldManagement;

/// <summary>kubectl goes on with server-side apply where it began with client-side apply.</summary>
public sealed class ClientSideApplyTests : IAsyncLifetime
{
    private const string Map = "/api/v1/namespaces/default/configmaps/a";
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync();
        var map = Objects.ConfigMap("a", "v");
        map["metadata"]!["annotations"] = new JsonObject { [Annotation] = "{\"apiVersion\":\"v1\",\"data\":{\"k\":\"v\"},\"kind\":\"ConfigMap\",\"metadata\":{\"annotations\":{},\"name\":\"a\",\"namespace\":\"default\"}}\n" };
        (await _cluster.PostAsync("/api/v1/namespaces/default/configmaps?fieldManager=kubectl-client-side-apply", map)).Expect(201);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task What_was_applied_last_is_no_conflict_and_the_annotation_follows()
    {
        var applied = (await ApplyAsync("kubectl", "w")).Expect(200);
        Assert.Equal("w", (string?)applied["data"]!["k"]);
        Assert.Equal(
            "{\"apiVersion\":\"v1\",\"data\":{\"k\":\"w\"},\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"}}\n",
            (string?)applied["metadata"]!["annotations"]![Annotation]);
        Assert.Equal((string?)applied["metadata"]!["resourceVersion"], (string?)(await ApplyAsync("kubectl", "w")).Expect(200)["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task A_field_that_somebody_changed_since_is_a_conflict()
    {
        (await _cluster.MergeAsync(Map + "?fieldManager=carol", """{"data":{"k":"x"}}""")).Expect(200);
        var refused = (await ApplyAsync("kubectl", "w")).Expect(409);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"carol\" using v1: .data.k", (string?)refused["message"]);
    }

    [Fact]
    public async Task Other_managers_do_not_take_over()
    {
        (await ApplyAsync("argocd", "w")).Expect(409);
        var forced = (await ApplyAsync("argocd", "w", "&force=true")).Expect(200);
        Assert.Contains("\"annotations\":{}", (string)forced["metadata"]!["annotations"]![Annotation]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("{\"apiVersion\":\"v2\",\"kind\":\"ConfigMap\",\"data\":{\"k\":\"v\"}}")]
    public async Task An_annotation_that_says_nothing_of_use_allows_nothing(string annotation)
    {
        (await _cluster.MergeAsync(Map + "?fieldManager=kubectl-client-side-apply", new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotation] = annotation } } }.ToJsonString())).Expect(200);
        (await ApplyAsync("kubectl", "w")).Expect(409);
    }

    private Task<TestResponse> ApplyAsync(string manager, string value, string more = "") =>
        _cluster.SendAsync(HttpMethod.Patch, $"{Map}?fieldManager={manager}{more}", Objects.ConfigMap("a", value), "application/apply-patch+yaml");
}

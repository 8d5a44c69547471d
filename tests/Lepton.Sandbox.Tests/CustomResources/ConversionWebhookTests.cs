using System.Text.Json.Nodes;
using Lepton.Sandbox.Tests.Admission;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.CustomResources;

/// <summary>Versions converted by a webhook: <c>count</c> in v1 is <c>amount</c> in v2.</summary>
public sealed class ConversionWebhookTests : IAsyncLifetime
{
    private const string V1 = "/apis/test.lepton.ai/v1/namespaces/default/converts";
    private const string V2 = "/apis/test.lepton.ai/v2/namespaces/default/converts";
    private TestCluster _cluster = null!;
    private WebhookServer _server = null!;
    private Func<JsonObject, JsonObject> _answer = Convert;

    public async Task InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync();
        _server = await WebhookServer.StartAsync((_, review) => _answer((JsonObject)review["request"]!).ToJsonString());
        (await _cluster.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Definition())).Expect(201);
        await Eventually.TrueAsync(async () => (await _cluster.GetAsync(V2)).Status == 200, "the definition to be served");
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task An_object_is_read_in_both_versions_and_asked_about_once()
    {
        (await _cluster.PostAsync(V1, Object("v1", "a", "count"))).Expect(201);
        Assert.Empty(_server.Asked);
        Assert.Equal("""{"amount":3}""", (await _cluster.GetAsync($"{V2}/a")).Expect(200)["spec"]!.ToJsonString());
        Assert.Equal("""{"amount":3}""", (await _cluster.GetAsync(V2)).Expect(200)["items"]![0]!["spec"]!.ToJsonString());
        Assert.Equal("""{"count":3}""", (await _cluster.GetAsync($"{V1}/a")).Expect(200)["spec"]!.ToJsonString());
        var (path, review) = Assert.Single(_server.Asked);
        Assert.Equal("/convert?timeout=30s", path);
        Assert.Equal("test.lepton.ai/v2", (string?)review["request"]!["desiredAPIVersion"]);
        Assert.Null(review["request"]!["objects"]![0]!["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task A_write_in_another_version_is_stored_in_the_stored_one()
    {
        var created = (await _cluster.PostAsync(V2, Object("v2", "a", "amount"))).Expect(201);
        Assert.Equal("""{"amount":3}""", created["spec"]!.ToJsonString());
        Assert.Equal("""{"count":3}""", (await _cluster.GetAsync($"{V1}/a")).Expect(200)["spec"]!.ToJsonString());
        var patched = (await _cluster.MergeAsync($"{V2}/a", """{"spec":{"amount":5}}""")).Expect(200);
        Assert.Equal((5, 2), ((int)patched["spec"]!["amount"]!, (int)patched["metadata"]!["generation"]!));
        Assert.Equal(5, (int)(await _cluster.GetAsync($"{V1}/a")).Expect(200)["spec"]!["count"]!);
    }

    [Fact]
    public async Task A_watch_shows_the_version_it_asked_for()
    {
        await using var watch = await _cluster.WatchAsync($"{V2}?watch=1");
        (await _cluster.PostAsync(V1, Object("v1", "a", "count"))).Expect(201);
        Assert.Equal(3, (int)(await watch.NextAsync())!["object"]!["spec"]!["amount"]!);
    }

    [Fact]
    public async Task Of_the_metadata_only_labels_and_annotations_may_change()
    {
        (await _cluster.PostAsync(V1, Object("v1", "a", "count"))).Expect(201);
        _answer = request =>
        {
            var answer = Convert(request);
            var metadata = answer["response"]!["convertedObjects"]![0]!["metadata"]!;
            metadata["labels"] = new JsonObject { ["x"] = "y" };
            metadata["generation"] = 99;
            return answer;
        };
        var shown = (await _cluster.GetAsync($"{V2}/a")).Expect(200)["metadata"]!;
        Assert.Equal(("y", 1), ((string?)shown["labels"]!["x"], (int)shown["generation"]!));
    }

    [Theory]
    [InlineData("message", "cannot convert")]
    [InlineData("none", "returned 0 objects, expected 1")]
    [InlineData("version", "returned invalid converted object at index 0: invalid groupVersion (expected test.lepton.ai/v2, received test.lepton.ai/v1)")]
    [InlineData("name", "returned invalid converted object at index 0: must have the same name: other != a")]
    [InlineData("kind", "returned invalid converted object at index 0: must have the same kind: Other != Convert")]
    [InlineData("uid", "invalid response: expected response.uid=")]
    [InlineData("review", "invalid response: expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got ")]
    public async Task An_object_that_cannot_be_converted_fails_reads_and_watches(string how, string why)
    {
        (await _cluster.PostAsync(V1, Object("v1", "a", "count"))).Expect(201);
        _answer = request => Spoiled(Convert(request), how);
        foreach (var path in (string[])[$"{V2}/a", V2])
        {
            var failed = (await _cluster.GetAsync(path)).Expect(500);
            Assert.StartsWith($"conversion webhook for test.lepton.ai/v1, Kind=Convert failed: {why}", (string)failed["message"]!, StringComparison.Ordinal);
        }

        await using var watch = await _cluster.WatchAsync($"{V2}?watch=1");
        Assert.Equal("ERROR", (string?)(await watch.NextAsync())!["type"]);
        (await _cluster.DeleteAsync($"{V1}/a")).Expect(200);
    }

    [Fact]
    public async Task A_write_that_cannot_be_converted_stores_nothing()
    {
        _answer = request => Spoiled(Convert(request), "message");
        (await _cluster.PostAsync(V2, Object("v2", "a", "amount"))).ExpectError(500, null, "conversion webhook for test.lepton.ai/v2, Kind=Convert failed: cannot convert");
        Assert.Equal(404, (await _cluster.GetAsync($"{V1}/a")).Status);
    }

    private static JsonObject Spoiled(JsonObject answer, string how)
    {
        var response = answer["response"]!;
        var converted = response["convertedObjects"]!;
        switch (how)
        {
            case "message":
                response["result"] = new JsonObject { ["status"] = "Failure", ["message"] = "cannot convert" };
                break;
            case "none":
                response["convertedObjects"] = new JsonArray();
                break;
            case "version":
                converted[0]!["apiVersion"] = "test.lepton.ai/v1";
                break;
            case "name":
                converted[0]!["metadata"]!["name"] = "other";
                break;
            case "kind":
                converted[0]!["kind"] = "Other";
                break;
            case "uid":
                response["uid"] = "other";
                break;
            default:
                answer["kind"] = "AdmissionReview";
                break;
        }

        return answer;
    }

    private static JsonObject Convert(JsonObject request)
    {
        var version = (string)request["desiredAPIVersion"]!;
        var (from, to) = version.EndsWith("v2", StringComparison.Ordinal) ? ("count", "amount") : ("amount", "count");
        var converted = (JsonObject)request["objects"]![0]!.DeepClone();
        converted["apiVersion"] = version;
        converted["spec"] = new JsonObject { [to] = converted["spec"]![from]!.DeepClone() };
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "ConversionReview",
            ["response"] = new JsonObject { ["uid"] = request["uid"]!.DeepClone(), ["convertedObjects"] = new JsonArray(converted), ["result"] = new JsonObject { ["status"] = "Success" } },
        };
    }

    private static JsonObject Object(string version, string name, string field) =>
        Objects.Parse($$$"""{"apiVersion":"test.lepton.ai/{{{version}}}","kind":"Convert","metadata":{"name":"{{{name}}}"},"spec":{"{{{field}}}":3}}""");

    private JsonObject Definition() => Objects.Parse($$$$$$$"""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"converts.test.lepton.ai"},
         "spec":{"group":"test.lepton.ai","scope":"Namespaced","names":{"plural":"converts","kind":"Convert"},
          "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"count":{"type":"integer"}}}} }}},
                      {"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"amount":{"type":"integer"}}}} }}}],
          "conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"url":"{{{{{{{_server.Address.ToString().TrimEnd('/')}}}}}}}/convert","caBundle":"{{{{{{{_server.CaBundle}}}}}}}"} } } } }
        """);
}

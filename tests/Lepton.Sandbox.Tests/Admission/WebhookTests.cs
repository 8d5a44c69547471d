using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Admission;

/// <summary>Admission webhooks over TLS: what they are asked, and what their answers do, as recorded from a real server (15-webhooks).</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Name = "h.example.lepton.ai";
    private TestCluster _cluster = null!;
    private WebhookServer _server = null!;

    public async Task InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync();
        _server = await WebhookServer.StartAsync((path, review) => Answer(path, (string)review["request"]!["uid"]!));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task A_review_tells_the_whole_write()
    {
        await ConfigureAsync("/allow");
        (await _cluster.PostAsync(Maps + "?fieldManager=me", Objects.ConfigMap("a"))).Expect(201);
        (await _cluster.MergeAsync($"{Maps}/a", """{"data":{"k":"w"}}""")).Expect(200);
        (await _cluster.SendAsync(HttpMethod.Delete, $"{Maps}/a?propagationPolicy=Background")).Expect(200);
        var requests = _server.Asked.Select(asked => asked.Review["request"]!).ToArray();
        Assert.Equal(["CREATE", "UPDATE", "DELETE"], requests.Select(request => (string?)request["operation"]));
        Assert.All(_server.Asked, asked => Assert.Equal("/allow?timeout=10s", asked.Path));
        Assert.Equal("""{"group":"","version":"v1","resource":"configmaps"}""", requests[0]["resource"]!.ToJsonString());
        Assert.Equal("""{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1","fieldManager":"me"}""", requests[0]["options"]!.ToJsonString());
        Assert.Equal("""{"kind":"DeleteOptions","apiVersion":"meta.k8s.io/v1","propagationPolicy":"Background"}""", requests[2]["options"]!.ToJsonString());
        Assert.Contains("system:masters", requests[0]["userInfo"]!["groups"]!.AsArray().Select(group => (string?)group));
        Assert.Null(requests[0]["oldObject"]);
        Assert.Equal(("v", "w"), ((string?)requests[1]["oldObject"]!["data"]!["k"], (string?)requests[1]["object"]!["data"]!["k"]));
        Assert.Null(requests[2]["object"]);
        Assert.Equal("w", (string?)requests[2]["oldObject"]!["data"]!["k"]);
        Assert.False((bool)requests[0]["dryRun"]!);
    }

    [Theory]
    [InlineData("/deny", 400, null, "admission webhook \"h.example.lepton.ai\" denied the request without explanation")]
    [InlineData("/deny-message", 400, null, "admission webhook \"h.example.lepton.ai\" denied the request: replicas need a budget")]
    [InlineData("/deny-code", 422, "Invalid", "admission webhook \"h.example.lepton.ai\" denied the request: bad budget")]
    [InlineData("/deny-code-409", 409, null, "admission webhook \"h.example.lepton.ai\" denied the request: try later")]
    [InlineData("/uid", 500, "InternalError", "Internal error occurred: failed calling webhook \"h.example.lepton.ai\": received invalid webhook response: expected response.uid=")]
    [InlineData("/nokind", 500, "InternalError", "Internal error occurred: failed calling webhook \"h.example.lepton.ai\": received invalid webhook response: expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=")]
    [InlineData("/noresponse", 500, "InternalError", "Internal error occurred: failed calling webhook \"h.example.lepton.ai\": received invalid webhook response: webhook response was absent")]
    [InlineData("/500", 500, "InternalError", "Internal error occurred: failed calling webhook \"h.example.lepton.ai\": failed to call webhook: an error on the server (\"unknown\") has prevented the request from succeeding")]
    [InlineData("/html", 500, "InternalError", "Internal error occurred: failed calling webhook \"h.example.lepton.ai\": failed to call webhook: couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct")]
    public async Task A_write_that_is_denied_or_cannot_be_judged_is_refused(string path, int status, string? reason, string message)
    {
        await ConfigureAsync(path);
        var refused = (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(status);
        Assert.StartsWith(message, (string)refused["message"]!, StringComparison.Ordinal);
        Assert.Equal(reason, (string?)refused["reason"]);
        Assert.Equal(404, (await _cluster.GetAsync($"{Maps}/a")).Status);
    }

    [Theory]
    [InlineData("/500", 201)]
    [InlineData("/uid", 201)]
    [InlineData("/deny", 400)]
    public async Task A_failure_may_be_ignored_but_never_a_denial(string path, int status)
    {
        await ConfigureAsync(path, "\"failurePolicy\":\"Ignore\"");
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(status);
    }

    [Fact]
    public async Task A_webhook_has_its_time()
    {
        await ConfigureAsync("/slow", "\"timeoutSeconds\":1");
        var refused = (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(500);
        Assert.EndsWith("/slow?timeout=1s\": context deadline exceeded", (string)refused["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_the_bundle_does_not_vouch_for_is_not_trusted()
    {
        await using var other = await WebhookServer.StartAsync((path, review) => Answer(path, (string)review["request"]!["uid"]!));
        await ConfigureAsync("/allow", bundle: other.CaBundle);
        var refused = (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(500);
        Assert.Contains("x509: certificate signed by unknown authority", (string)refused["message"]!, StringComparison.Ordinal);
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task Warnings_reach_the_client()
    {
        await ConfigureAsync("/warn");
        Assert.Equal(["299 - \"first warning\"", "299 - \"second \\\"quoted\\\" warning\""], (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Warnings);
    }

    [Theory]
    [InlineData("\"matchConditions\":[{\"name\":\"c\",\"expression\":\"object.metadata.name == 'other'\"}]", 201)]
    [InlineData("\"matchConditions\":[{\"name\":\"c\",\"expression\":\"object.metadata.name == 'a' && request.operation == 'CREATE'\"}]", 400)]
    [InlineData("\"matchConditions\":[{\"name\":\"c\",\"expression\":\"object.nosuch\"}]", 403)]
    [InlineData("\"objectSelector\":{\"matchLabels\":{\"x\":\"y\"}}", 201)]
    [InlineData("\"objectSelector\":{\"matchExpressions\":[{\"key\":\"x\",\"operator\":\"DoesNotExist\"}]}", 400)]
    [InlineData("\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"default\"}}", 400)]
    [InlineData("\"namespaceSelector\":{\"matchExpressions\":[{\"key\":\"kubernetes.io/metadata.name\",\"operator\":\"NotIn\",\"values\":[\"default\"]}]}", 201)]
    [InlineData("\"rules\":[{\"apiGroups\":[\"apps\"],\"apiVersions\":[\"*\"],\"operations\":[\"*\"],\"resources\":[\"*\"]}]", 201)]
    [InlineData("\"rules\":[{\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"operations\":[\"UPDATE\"],\"resources\":[\"configmaps\"]}]", 201)]
    [InlineData("\"rules\":[{\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"operations\":[\"CREATE\"],\"resources\":[\"configmaps\"],\"scope\":\"Cluster\"}]", 201)]
    [InlineData("\"rules\":[{\"apiGroups\":[\"*\"],\"apiVersions\":[\"*\"],\"operations\":[\"*\"],\"resources\":[\"*/*\"]}]", 400)]
    [InlineData("\"rules\":[{\"apiGroups\":[\"*\"],\"apiVersions\":[\"*\"],\"operations\":[\"*\"],\"resources\":[\"configmaps/status\"]}]", 201)]
    public async Task Only_what_matches_is_asked_about(string more, int status)
    {
        await ConfigureAsync("/deny", more);
        (await _cluster.PostAsync(Maps + "?dryRun=All", Objects.ConfigMap("a"))).Expect(status);
        Assert.Equal(status == 400 ? 1 : 0, _server.Asked.Count);
    }

    [Fact]
    public async Task Mutations_are_applied_in_order_and_seen_by_the_next()
    {
        await ConfigureAsync("/mutate", kind: "Mutating", name: "a");
        await ConfigureAsync("/mutate-again", kind: "Mutating", name: "b");
        await ConfigureAsync("/allow", name: "v");
        var created = (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        Assert.Equal(("mutated", "twice"), ((string?)created["data"]!["title"], (string?)created["data"]!["again"]));
        Assert.Equal("mutated", (string?)_server.Asked.ElementAt(1).Review["request"]!["object"]!["data"]!["title"]);
        Assert.Equal("twice", (string?)_server.Asked.Last().Review["request"]!["object"]!["data"]!["again"]);
        Assert.DoesNotContain("f:title", created["metadata"]!["managedFields"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Never", 2)]
    [InlineData("IfNeeded", 3)]
    public async Task A_webhook_is_asked_again_when_a_later_one_changed_the_object(string policy, int calls)
    {
        await ConfigureAsync("/mutate", $"\"reinvocationPolicy\":\"{policy}\"", kind: "Mutating", name: "a");
        await ConfigureAsync("/mutate-again", kind: "Mutating", name: "b");
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        Assert.Equal(calls, _server.Asked.Count);
    }

    [Fact]
    public async Task A_service_is_reached_where_it_was_registered()
    {
        const string service = "{\"service\":{\"namespace\":\"models\",\"name\":\"hook\",\"path\":\"/deny\"}";
        await ConfigureAsync("/deny", client: service);
        Assert.Contains("service \"hook\" not found", (string)(await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(500)["message"]!, StringComparison.Ordinal);
        _cluster.Cluster.RegisterService("models", "hook", new IPEndPoint(IPAddress.Loopback, _server.Address.Port));
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(400);
    }

    [Fact]
    public async Task Conditions_that_do_not_compile_and_a_patch_from_a_validating_webhook_are_refused()
    {
        var refused = await _cluster.PostAsync("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", Configuration("/deny", "\"matchConditions\":[{\"name\":\"c\",\"expression\":\"nosuch == 1\"}]", "Validating", "x"));
        Assert.Contains("undeclared reference to 'nosuch'", (string)refused.Expect(422)["message"]!, StringComparison.Ordinal);
        await ConfigureAsync("/mutate");
        Assert.EndsWith("validating webhook may not return response.patch", (string)(await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(500)["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configurations_and_the_clusters_own_controllers_are_not_asked_about()
    {
        await ConfigureAsync("/deny", "\"rules\":[{\"apiGroups\":[\"*\"],\"apiVersions\":[\"*\"],\"operations\":[\"*\"],\"resources\":[\"*\"]}]");
        _cluster.Inside.Create(new("", "v1", "configmaps"), "default", Objects.ConfigMap("inside"));
        (await _cluster.SendAsync(HttpMethod.Delete, "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/wire")).Expect(200);
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        Assert.Empty(_server.Asked);
    }

    private async Task ConfigureAsync(string path, string? more = null, string kind = "Validating", string name = "wire", string? bundle = null, string? client = null) =>
        (await _cluster.PostAsync($"/apis/admissionregistration.k8s.io/v1/{kind.ToLowerInvariant()}webhookconfigurations", Configuration(path, more, kind, name, bundle, client))).Expect(201);

    private string Configuration(string path, string? more, string kind, string name, string? bundle = null, string? client = null)
    {
        client ??= $"{{\"url\":\"{_server.Address.ToString().TrimEnd('/')}{path}\"";
        const string rules = "\"rules\":[{\"apiGroups\":[\"\"],\"apiVersions\":[\"*\"],\"operations\":[\"*\"],\"resources\":[\"configmaps\"]}]";
        var own = more?.Contains("\"rules\"", StringComparison.Ordinal) == true ? more : more is null ? rules : $"{rules},{more}";
        return $$"""{"apiVersion":"admissionregistration.k8s.io/v1","kind":"{{kind}}WebhookConfiguration","metadata":{"name":"{{name}}"},"webhooks":[{"name":"{{Name}}","admissionReviewVersions":["v1"],"sideEffects":"None","clientConfig":{{client}},"caBundle":"{{bundle ?? _server.CaBundle}}"},{{own}}}]}""";
    }

    private static string Answer(string path, string uid) => path switch
    {
        "/deny" => Review(uid, "\"allowed\":false"),
        "/deny-message" => Review(uid, "\"allowed\":false,\"status\":{\"message\":\"replicas need a budget\"}"),
        "/deny-code" => Review(uid, "\"allowed\":false,\"status\":{\"code\":422,\"reason\":\"Invalid\",\"message\":\"bad budget\"}"),
        "/deny-code-409" => Review(uid, "\"allowed\":false,\"status\":{\"code\":409,\"message\":\"try later\"}"),
        "/uid" => Review("11111111-2222-3333-4444-555555555555", "\"allowed\":true"),
        "/nokind" => $"{{\"response\":{{\"uid\":\"{uid}\",\"allowed\":true}}}}",
        "/noresponse" => "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\"}",
        "/html" => "\"<html>hello</html>\"",
        "/warn" => Review(uid, "\"allowed\":true,\"warnings\":[\"first warning\",\"second \\\"quoted\\\" warning\"]"),
        "/mutate" => Review(uid, "\"allowed\":true," + Patch("title", "mutated")),
        "/mutate-again" => Review(uid, "\"allowed\":true," + Patch("again", "twice")),
        _ => Review(uid, "\"allowed\":true"),
    };

    private static string Patch(string key, string value) =>
        $"\"patchType\":\"JSONPatch\",\"patch\":\"{Convert.ToBase64String(Encoding.UTF8.GetBytes($"[{{\"op\":\"add\",\"path\":\"/data/{key}\",\"value\":\"{value}\"}}]"))}\"";

    private static string Review(string uid, string response) => $"{{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"response\":{{\"uid\":\"{uid}\",{response}}}}}";
}

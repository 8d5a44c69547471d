using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.Admission;
using Lepton.Kubernetes.Patching;

namespace Lepton.ControllerRuntime.Tests.Admission;

public sealed class AdmissionTests
{
    private static readonly string Question = RecordedReviewTests.Read("create").ToJsonString();

    /// <summary>Byte for byte what the recorded webhook answered and a real server understood as meant.</summary>
    public static TheoryData<AdmissionResponse, string> Verdicts => new()
    {
        { new() { Allowed = false }, """{"allowed":false}""" },
        { new() { Allowed = false, Message = "replicas need a budget" }, """{"allowed":false,"status":{"message":"replicas need a budget"}}""" },
        {
            AdmissionResponse.Deny("bad budget", HttpStatusCode.UnprocessableEntity) with { Causes = [new() { Reason = "FieldValueInvalid", Message = "too big", Field = "spec.replicas" }] },
            """{"allowed":false,"status":{"code":422,"reason":"Invalid","message":"bad budget","details":{"causes":[{"reason":"FieldValueInvalid","message":"too big","field":"spec.replicas"}]}}}"""
        },
        { AdmissionResponse.Deny("try later", HttpStatusCode.Conflict), """{"allowed":false,"status":{"code":409,"message":"try later"}}""" },
        { AdmissionResponse.Deny("no"), """{"allowed":false,"status":{"code":403,"reason":"Forbidden","message":"no"}}""" },
        { AdmissionResponse.Allow("first warning", "second \"quoted\" warning"), """{"allowed":true,"warnings":["first warning","second \"quoted\" warning"]}""" },
    };

    [Theory]
    [MemberData(nameof(Verdicts))]
    public async Task A_verdict_is_written_as_servers_read_it(AdmissionResponse verdict, string expected)
    {
        await using var server = await WebhookServer.StartAsync(_ => verdict);
        var response = (JsonObject)(await server.AskAsync(Question))["response"]!;
        response.Remove("uid");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), response), response.ToJsonString());
    }

    [Fact]
    public async Task A_change_travels_as_a_JSON_patch_that_makes_exactly_it()
    {
        JsonObject? wanted = null;
        await using var server = await WebhookServer.StartAsync(request =>
        {
            wanted = (JsonObject)request.Object!.DeepClone();
            wanted["spec"]!["title"] = "mutated";
            wanted["metadata"]!["annotations"] = new JsonObject { ["a/b~c"] = "yes" };
            ((JsonObject)wanted["spec"]!).Remove("mode");
            wanted["spec"]!["strategy"]!["maxSurge"] = 2;
            return AdmissionResponse.Change(request.Object, wanted);
        });
        var response = (await server.AskAsync(Question))["response"]!;

        Assert.Equal("JSONPatch", (string?)response["patchType"]);
        var patch = JsonNode.Parse(Convert.FromBase64String((string)response["patch"]!))!;
        Assert.True(JsonNode.DeepEquals(wanted, JsonPatch.Parse(patch).Apply(JsonNode.Parse(Question)!["request"]!["object"]!)));
    }

    [Theory]
    [InlineData("{}", "{}", "[]")]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", """[{"op":"replace","path":"/a","value":[1,2]}]""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{}}""", """[{"op":"remove","path":"/a/b"}]""")]
    [InlineData("""{"a":1}""", """{"a":null}""", """[{"op":"replace","path":"/a","value":null}]""")]
    [InlineData("""{}""", """{"a":{"b":1}}""", """[{"op":"add","path":"/a","value":{"b":1}}]""")]
    [InlineData("""{"a":5}""", """{"a":{"b":1}}""", """[{"op":"replace","path":"/a","value":{"b":1}}]""")]
    public void The_patch_says_only_what_differs(string from, string to, string expected) =>
        Assert.Equal(expected, JsonDiff.Of((JsonObject)JsonNode.Parse(from)!, (JsonObject)JsonNode.Parse(to)!).ToJsonString());

    [Fact]
    public async Task A_handler_that_throws_refuses_with_500_and_the_next_question_is_answered()
    {
        var calls = 0;
        await using var server = await WebhookServer.StartAsync(_ => calls++ == 0 ? throw new InvalidOperationException("the cache has not synced") : AdmissionResponse.Allow());
        var refused = (await server.AskAsync(Question))["response"]!;

        Assert.Equal((false, 500, "the cache has not synced"), ((bool)refused["allowed"]!, (int)refused["status"]!["code"]!, (string?)refused["status"]!["message"]));
        Assert.True((bool)(await server.AskAsync(Question))["response"]!["allowed"]!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/yaml")]
    [Trait("Rule", "Admission/only-application-json")]
    public async Task Another_content_type_is_refused_by_name(string? type)
    {
        await using var server = await WebhookServer.StartAsync(_ => throw new InvalidOperationException("never asked"));
        var status = (await server.AskAsync(Question, type))["response"]!["status"]!;

        Assert.Equal((400, $"the content type is \"{type}\"; application/json is expected"), ((int)status["code"]!, (string?)status["message"]));
        await using var willing = await WebhookServer.StartAsync(_ => AdmissionResponse.Allow());
        Assert.True((bool)(await willing.AskAsync(Question, "application/json; charset=utf-8"))["response"]!["allowed"]!);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [Trait("Rule", "Admission/7-MiB-cap")]
    public async Task Seven_MiB_are_accepted_and_one_byte_more_is_not(int more, bool accepted)
    {
        await using var server = await WebhookServer.StartAsync(_ => AdmissionResponse.Allow());
        // White space behind the document makes it as long as wanted.
        var body = Question + new string(' ', (7 << 20) - Encoding.UTF8.GetByteCount(Question) + more);
        var response = (await server.AskAsync(body))["response"]!;

        Assert.Equal(accepted, (bool)response["allowed"]!);
        if (!accepted)
            Assert.Equal((413, "the request is larger than 7340032 bytes, the most that is accepted"), ((int)response["status"]!["code"]!, (string?)response["status"]!["message"]));
    }

    [Theory]
    [InlineData("", "cannot be read")]
    [InlineData("[]", "JSON object")]
    [InlineData("{", "cannot be read")]
    [InlineData("""{"kind":"Pod","apiVersion":"v1"}""", "kind is \"Pod\"")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v2","request":{"uid":"u"}}""", "apiVersion is \"admission.k8s.io/v2\"")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}""", "no request")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":null}}""", "no uid")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","object":5}}""", "cannot be read")]
    public async Task What_is_no_question_is_refused_with_the_reason(string body, string expected)
    {
        await using var server = await WebhookServer.StartAsync(_ => throw new InvalidOperationException("never asked"));
        var status = (await server.AskAsync(body))["response"]!["status"]!;

        Assert.Equal(400, (int)status["code"]!);
        Assert.Contains(expected, (string?)status["message"], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "Admission/uid-and-version-echoed")]
    public async Task The_older_version_is_answered_in_its_own()
    {
        await using var server = await WebhookServer.StartAsync(_ => AdmissionResponse.Allow());
        var answer = await server.AskAsync("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1beta1","request":{"uid":"u-1"}}""");

        Assert.Equal(("admission.k8s.io/v1beta1", "u-1"), ((string?)answer["apiVersion"], (string?)answer["response"]!["uid"]));
    }
}

using System.Net;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Http;
using Microsoft.AspNetCore.Http;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>Rule "non-2xx becomes a typed exception carrying the whole Status". The bodies are those of a real kube-apiserver 1.36.</summary>
public class ErrorTests
{
    private const string NotFound = """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"deployments.apps \"none\" not found","reason":"NotFound","details":{"name":"none","group":"apps","kind":"deployments"},"code":404}""";
    private const string Invalid = """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Deployment.apps \"bad\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0","reason":"Invalid","details":{"name":"bad","group":"apps","kind":"Deployment","causes":[{"reason":"FieldValueInvalid","message":"Invalid value: -1: must be greater than or equal to 0","field":"spec.replicas"}]},"code":422}""";
    private const string ApplyConflict = """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Apply failed with 1 conflict: conflict with \"alice\": .spec.replicas","reason":"Conflict","details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"alice\"","field":".spec.replicas"}]},"code":409}""";
    private const string TooLargeVersion = """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Timeout: Too large resource version: 99999999, current: 500","reason":"Timeout","details":{"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}],"retryAfterSeconds":1},"code":504}""";

    [Fact]
    [Trait("Rule", "HTTP/errors-carry-the-whole-status")]
    [Trait("Rule", "Complaints/error-detail-is-at-hand")]
    public async Task TheWholeStatusIsThere()
    {
        var e = await FailureAsync(422, Invalid);
        Assert.True(e.IsInvalid);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, e.HttpStatus);
        Assert.Equal(("Invalid", 422, "bad", "apps", "Deployment"), (e.Status.Reason, e.Status.Code, e.Status.Details!.Name, e.Status.Details.Group, e.Status.Details.Kind));
        var cause = Assert.Single(e.Status.Details.Causes!);
        Assert.Equal(("FieldValueInvalid", "spec.replicas"), (cause.Reason, cause.Field));
        Assert.Contains("must be greater than or equal to 0", e.Message, StringComparison.Ordinal);
        Assert.Equal("GET /apis/apps/v1/namespaces/ns/deployments/x", e.Request);
        Assert.Null(e.RawBody);
    }

    [Fact]
    [Trait("Rule", "Writes/unforced-conflict-names-the-others")]
    [Trait("Rule", "Complaints/error-detail-is-at-hand")]
    public async Task ConflictsNameTheOthers()
    {
        var e = await FailureAsync(409, ApplyConflict);
        Assert.True(e.IsConflict);
        Assert.False(e.IsAlreadyExists);
        Assert.Contains("\"alice\"", Assert.Single(e.Status.Details!.Causes!).Message!, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "HTTP/errors-carry-the-whole-status")]
    public async Task TheWaitMayStandInTheBodyOnly()
    {
        var e = await FailureAsync(504, TooLargeVersion);
        Assert.Equal(TimeSpan.FromSeconds(1), e.RetryAfter);
        Assert.Equal("ResourceVersionTooLarge", e.Status.Details!.Causes![0].Reason);
    }

    [Theory]
    [InlineData(401, "Unauthorized")]
    [InlineData(403, "Forbidden")]
    [InlineData(404, "NotFound")]
    [InlineData(410, "Gone")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(502, null)]
    public async Task TextAnswersGetAReasonFromTheirCode(int code, string? reason)
    {
        await using var server = await ScriptedServer.StartAsync(c => c.TextAsync("404 page not found\n", code));
        using var client = server.Client();
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => client.Resource<V1Deployment>().GetAsync("x", "ns"));
        Assert.Equal((reason, code), (e.Status.Reason, e.Status.Code));
        Assert.Equal("404 page not found", e.RawBody);
        Assert.Equal(code == 404, e.IsNotFound);
        Assert.Equal(code == 410, e.IsExpired);
    }

    [Fact]
    [Trait("Rule", "HTTP/2048-bytes-of-other-bodies")]
    public async Task OfOtherBodies2048BytesAreKept()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.TextAsync(new string('x', 100_000), 500));
        using var client = server.Client();
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => client.Resource<V1Deployment>().GetAsync("x", "ns"));
        Assert.Equal(2048, e.RawBody!.Length);
    }

    [Theory]
    [InlineData("{\"kind\":\"Status\"")]
    [InlineData("{\"error\":\"no\"}")]
    [InlineData("[]")]
    public async Task JsonThatIsNoStatusIsKeptAsText(string body)
    {
        var e = await FailureAsync(500, body);
        Assert.Equal(body, e.RawBody);
        Assert.Equal("InternalError", e.Status.Reason);
    }

    [Fact]
    public async Task AnEmptyBodyStillSaysWhatWasAsked()
    {
        var e = await FailureAsync(500, "");
        Assert.Contains("GET /apis/apps/v1/namespaces/ns/deployments/x: the server answered 500", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryGetIsNullOnlyFor404()
    {
        var (code, body) = (404, NotFound);
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync(body, code));
        using var client = server.Client();
        Assert.Null(await client.Resource<V1Deployment>().TryGetAsync("none", "ns"));
        (code, body) = (422, Invalid);
        await Assert.ThrowsAsync<KubernetesApiException>(() => client.Resource<V1Deployment>().TryGetAsync("none", "ns"));
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"x"},"spec":{"replicas":"three"}}""", "replicas")]
    [InlineData("{\"metadata\":", "Deployment")]
    [InlineData("null", "null")]
    [InlineData("<html>", "Deployment")]
    public async Task AnAnswerThatIsNotTheObjectSaysSo(string body, string expected)
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync(body));
        using var client = server.Client();
        var e = await Assert.ThrowsAsync<KubernetesResponseException>(() => client.Resource<V1Deployment>().GetAsync("x", "ns"));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task AnswersLargerThanTheLimitAreNotRead()
    {
        await using var server = await ScriptedServer.StartAsync(async c =>
        {
            c.Response.ContentType = "application/json";
            var chunk = new string(' ', 1 << 16);
            for (var i = 0; i < 10_000 && !c.RequestAborted.IsCancellationRequested; i++)
                await c.Response.WriteAsync(chunk, c.RequestAborted);
        });
        using var client = server.Client(new KubernetesClientOptions { MaxObjectBytes = 1 << 20, MaxListBytes = 2 << 20 });
        var one = await Assert.ThrowsAsync<KubernetesResponseException>(() => client.Resource<V1Deployment>().GetAsync("x", "ns"));
        var all = await Assert.ThrowsAsync<KubernetesResponseException>(() => client.Resource<V1Deployment>().ListAsync("ns"));
        Assert.Contains("larger than 1048576 bytes", one.Message, StringComparison.Ordinal);
        Assert.Contains("larger than 2097152 bytes", all.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MessagesShowNoSelectors()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.StatusAsync(500, "InternalError"));
        using var client = server.Client();
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => client.Resource<V1Pod>().ListAsync("ns", new ListOptions { LabelSelector = "customer=acme" }));
        Assert.Equal("GET /api/v1/namespaces/ns/pods", e.Request);
    }

    private static async Task<KubernetesApiException> FailureAsync(int code, string body)
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync(body, code));
        using var client = server.Client();
        return await Assert.ThrowsAsync<KubernetesApiException>(() => client.Resource<V1Deployment>().GetAsync("x", "ns"));
    }
}

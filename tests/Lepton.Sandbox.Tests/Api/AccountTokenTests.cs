using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Tests.Simulation.Support;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Api;

/// <summary>Tokens of service accounts: whom they stand for, and when they end.</summary>
public sealed class AccountTokenTests : IAsyncLifetime
{
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
    private const string Issuer = "https://kubernetes.default.svc";
    private readonly SteppedTime _time = new();
    private TestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(new SandboxOptions { Time = _time });
        (await _cluster.PostAsync(Accounts, Objects.Named("v1", "ServiceAccount", "bot"))).Expect(201);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_token_stands_for_its_account()
    {
        var user = (await WhoAsync(await TokenAsync())).Expect(201)["status"]!["userInfo"]!;
        Assert.Equal("system:serviceaccount:default:bot", (string?)user["username"]);
        Assert.Equal(["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"], user["groups"]!.AsArray().Select(group => (string?)group));
        Assert.StartsWith("JTI=", (string?)user["extra"]!["authentication.kubernetes.io/credential-id"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_signature_is_that_of_the_published_key()
    {
        var parts = (await TokenAsync()).Split('.');
        var (header, claims) = (Part(parts[0]), Part(parts[1]));
        var key = (await _cluster.GetAsync("/openid/v1/jwks")).Expect(200)["keys"]!.AsArray().Single(key => (string?)key!["kid"] == (string?)header["kid"])!;
        using var rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars((string)key["n"]!), Exponent = Base64Url.DecodeFromChars((string)key["e"]!) });
        Assert.True(rsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal(("RS256", Issuer, "system:serviceaccount:default:bot"), ((string?)header["alg"], (string?)claims["iss"], (string?)claims["sub"]));
        Assert.Equal(3600, (long)claims["exp"]! - (long)claims["iat"]!);
        Assert.Equal("bot", (string?)claims["kubernetes.io"]!["serviceaccount"]!["name"]);
    }

    [Fact]
    public async Task It_ends_with_its_time()
    {
        var token = await TokenAsync("\"expirationSeconds\":600");
        _time.Set(_time.GetUtcNow().AddSeconds(599));
        (await WhoAsync(token)).Expect(201);
        _time.Set(_time.GetUtcNow().AddSeconds(1));
        (await WhoAsync(token)).ExpectError(401, "Unauthorized", "Unauthorized");
    }

    [Fact]
    public async Task It_ends_with_its_account_even_when_that_is_made_again()
    {
        var token = await TokenAsync();
        (await _cluster.DeleteAsync($"{Accounts}/bot")).Expect(200);
        (await WhoAsync(token)).Expect(401);
        (await _cluster.PostAsync(Accounts, Objects.Named("v1", "ServiceAccount", "bot"))).Expect(201);
        (await WhoAsync(token)).Expect(401);
        (await WhoAsync(await TokenAsync())).Expect(201);
    }

    [Fact]
    public async Task It_ends_with_what_it_is_bound_to()
    {
        const string secret = "/api/v1/namespaces/default/secrets";
        (await _cluster.PostAsync(secret, Objects.Named("v1", "Secret", "s"))).Expect(201);
        var token = await TokenAsync("\"boundObjectRef\":{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"name\":\"s\"}");
        (await WhoAsync(token)).Expect(201);
        (await _cluster.DeleteAsync($"{secret}/s")).Expect(200);
        (await WhoAsync(token)).Expect(401);
    }

    [Fact]
    public async Task One_for_somebody_else_is_not_for_the_API()
    {
        (await WhoAsync(await TokenAsync("\"audiences\":[\"vault\"]"))).Expect(401);
        (await WhoAsync(await TokenAsync($"\"audiences\":[\"vault\",\"{Issuer}\"]"))).Expect(201);
    }

    [Fact]
    public async Task One_that_was_changed_is_nobodys()
    {
        var parts = (await TokenAsync()).Split('.');
        var claims = Part(parts[1]);
        claims["sub"] = "system:serviceaccount:kube-system:admin";
        var forged = $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{parts[2]}";
        (await WhoAsync(forged)).Expect(401);
        (await WhoAsync($"{parts[0]}.{parts[1]}.")).Expect(401);
        (await WhoAsync($"{parts[0]}.{parts[1]}.???")).Expect(401);
    }

    [Theory]
    [InlineData("\"expirationSeconds\":599", 422, "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes")]
    [InlineData("\"boundObjectRef\":{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"name\":\"nosuch\"}", 404, "secrets \"nosuch\" not found")]
    [InlineData("\"boundObjectRef\":{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"name\":\"d\"}", 400, "cannot bind token for serviceaccount to object of type apps/v1, Kind=Deployment")]
    public async Task Requests_that_cannot_be_met_are_refused(string spec, int status, string message) =>
        Assert.Equal(message, (string?)(await _cluster.PostAsync($"{Accounts}/bot/token", Request(spec))).Expect(status)["message"]);

    private static JsonObject Part(string text) => (JsonObject)JsonNode.Parse(Base64Url.DecodeFromChars(text))!;

    private static string Request(string spec) => $$$"""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{{{{spec}}}}}""";

    private async Task<string> TokenAsync(string spec = "") => (string)(await _cluster.PostAsync($"{Accounts}/bot/token", Request(spec))).Expect(201)["status"]!["token"]!;

    private async Task<TestResponse> WhoAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/apis/authentication.k8s.io/v1/selfsubjectreviews");
        request.Content = new StringContent("""{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""", Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await _cluster.Anonymous.SendAsync(request);
        return await TestResponse.ReadAsync(response);
    }
}

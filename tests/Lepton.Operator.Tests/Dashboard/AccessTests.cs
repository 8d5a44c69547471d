using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Dashboard;
using Lepton.Sandbox.Hosting;

namespace Lepton.Operator.Tests.Dashboard;

/// <summary>Who sees what: tokens and rights as a hub that enforces RBAC answers for them.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private static readonly SandboxUser Nobody = new("nobody");
    private static readonly SandboxUser Viewer = new("viewer");
    private static readonly SandboxUser Team = new("dev", "team");
    private readonly OffsetTime _time = new();
    private DashboardServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await DashboardServer.StartAsync(DashboardAccess.Kubernetes, _time);
        await GrantAsync("ClusterRole", null, "view-all", "list", "User", "viewer");
        await GrantAsync("Role", "models", "view-models", "list", "Group", "team");
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/models")]
    [InlineData("/models/models/llm")]
    [InlineData("/moves")]
    [InlineData("/cost")]
    public async Task Without_a_token_there_is_a_login_and_nothing_else(string path)
    {
        foreach (var token in new[] { null, "wrong", "" })
        {
            using var answer = await GetAsync(path, token);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
            var html = await answer.Content.ReadAsStringAsync();
            Assert.Contains("name=\"token\"", html, StringComparison.Ordinal);
            Assert.DoesNotContain("aws", html, StringComparison.Ordinal);
            Assert.DoesNotContain("llm</a>", html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/", "list cloudproviders.lepton.ai")]
    [InlineData("/models", "list leptonmodels.lepton.ai in all namespaces")]
    [InlineData("/models?namespace=models", "list leptonmodels.lepton.ai in namespace &quot;models&quot;")]
    [InlineData("/models/models/llm", "get leptonmodels.lepton.ai &quot;llm&quot; in namespace &quot;models&quot;")]
    [InlineData("/models/models/unknown", "get leptonmodels.lepton.ai &quot;unknown&quot; in namespace &quot;models&quot;")]
    [InlineData("/moves", "list leptonmodels.lepton.ai in all namespaces")]
    [InlineData("/cost", "list cloudproviders.lepton.ai")]
    public async Task Without_the_right_nothing_is_shown(string path, string missing)
    {
        using var answer = await GetAsync(path, TokenOf(Nobody));
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains($"nobody may not {missing}.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("aws-1", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_team_sees_the_models_of_its_namespace_alone()
    {
        var token = TokenOf(Team);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("/", token));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("/models", token));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("/models?namespace=other", token));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/models?namespace=models", token));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/models/models/llm", token));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("/models/models/unknown", token));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("/cost", token));
    }

    [Fact]
    public async Task A_browser_logs_in_by_form_and_its_cookie_is_no_token()
    {
        var token = TokenOf(Viewer);
        using var login = await LogInAsync(token, "/cost");
        Assert.Equal((HttpStatusCode.SeeOther, "/cost"), (login.StatusCode, login.Headers.Location!.ToString()));
        var cookie = login.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(token, cookie, StringComparison.Ordinal);
        var session = cookie.Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/cost", cookie: session));
        using var logout = await SendAsync(HttpMethod.Post, "/logout", cookie: session);
        Assert.Equal(HttpStatusCode.SeeOther, logout.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/cost", cookie: session));
        Assert.DoesNotContain(_server.Log.Lines, l => l.Message.Contains(token, StringComparison.Ordinal));
        Assert.Contains(_server.Log.Lines, l => l.Message.Contains("viewer logged in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_ends_and_so_does_one_whose_token_was_revoked()
    {
        using var login = await LogInAsync(TokenOf(Viewer), null);
        var session = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/", cookie: session));
        _server.Hub.Server.RevokeTokens(Viewer);
        _time.Offset += TimeSpan.FromSeconds(31);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/", cookie: session));
        using var again = await LogInAsync(TokenOf(Viewer), null);
        session = again.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("/", cookie: session));
        _time.Offset += TimeSpan.FromHours(1);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("/", cookie: session));
    }

    [Fact]
    public async Task A_form_of_another_page_does_not_log_in()
    {
        using var answer = await SendAsync(HttpMethod.Post, "/login", content: Form(TokenOf(Viewer), null), origin: "https://evil.example");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        using var wrong = await LogInAsync("wrong", null);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.False(wrong.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_hub_that_does_not_answer_is_told_of()
    {
        await _server.Hub.Server.StopAsync();
        Assert.Equal(HttpStatusCode.BadGateway, await StatusAsync("/", "any"));
    }

    [Fact]
    public async Task Every_answer_forbids_what_no_page_needs()
    {
        foreach (var path in new[] { "/", "/login", "/style.css", "/icon.svg", "/nothing" })
        {
            using var answer = await GetAsync(path, TokenOf(Viewer));
            Assert.StartsWith("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.True(answer.Headers.CacheControl!.NoStore);
        }
    }

    private string TokenOf(SandboxUser user) => _server.Hub.Server.TokenOf(user);

    private static FormUrlEncodedContent Form(string token, string? next) => new(new Dictionary<string, string> { ["token"] = token, ["next"] = next ?? "" });

    private Task<HttpResponseMessage> LogInAsync(string token, string? next) => SendAsync(HttpMethod.Post, "/login", content: Form(token, next), origin: _server.Address.GetLeftPart(UriPartial.Authority));

    private Task<HttpResponseMessage> GetAsync(string path, string? token) => SendAsync(HttpMethod.Get, path, token);

    private async Task<HttpStatusCode> StatusAsync(string path, string? token = null, string? cookie = null)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, token, cookie);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = null, string? cookie = null, HttpContent? content = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        return await _server.Client.SendAsync(request);
    }

    private async Task GrantAsync(string kind, string? @namespace, string name, string verb, string subject, string who)
    {
        var role = new JsonObject
        {
            ["apiVersion"] = "rbac.authorization.k8s.io/v1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
            ["rules"] = new JsonArray(new JsonObject { ["apiGroups"] = new JsonArray("lepton.ai"), ["resources"] = new JsonArray("cloudproviders", "leptonmodels"), ["verbs"] = new JsonArray(verb, "get") }),
        };
        var binding = new JsonObject
        {
            ["apiVersion"] = "rbac.authorization.k8s.io/v1",
            ["kind"] = $"{kind}Binding",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = kind, ["name"] = name },
            ["subjects"] = new JsonArray(new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = subject, ["name"] = who }),
        };
        foreach (var value in new[] { role, binding })
        {
            var k = (string)value["kind"]!;
            await _server.Hub.Client.Resource(new ResourceDefinition("rbac.authorization.k8s.io", "v1", k, $"{k.ToLowerInvariant()}s", @namespace is not null)).CreateAsync(new UnstructuredObject(value));
        }
    }

    /// <summary>The real clock, moved on by hand: servers and clients wait in real time.</summary>
    private sealed class OffsetTime : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Auth;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Testing.Files;
using Lepton.Testing.Http;
using Lepton.Testing.Time;
using Lepton.Testing.Tls;
using Microsoft.AspNetCore.Http;

namespace Lepton.Kubernetes.Tests.Auth;

/// <summary>The kubeconfigs the three large clouds write, with a program in the place of their plugins that behaves, and misbehaves, as they do.</summary>
public sealed class CloudPluginTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("eks", "--region us-east-1 eks get-token --cluster-name prod --output json", "operators", false)]
    [InlineData("gke", "", "", true)]
    [InlineData("aks", "get-token --login workloadidentity --server-id 6dae42f8-4368-4678-94ff-3960e28e3630", "", false)]
    [Trait("Rule", "Credentials/exec-cached-to-expiry-or-401")]
    [Trait("Rule", "Credentials/exec-info-in-the-environment")]
    public async Task Its_token_is_used_until_it_expires_and_then_the_next(string cloud, string arguments, string profile, bool clusterInfo)
    {
        await using var server = await ServerAsync("Bearer t-1", "Bearer t-2");
        Token("t-1", _time.GetUtcNow().AddMinutes(14));
        using var client = new KubernetesClient(Configuration(cloud, server, Plugin()), new() { Time = _time });
        for (var i = 0; i < 5; i++)
            await client.RequestAsync(HttpMethod.Get, "/version");
        Assert.Equal([$"{arguments}|{profile}"], Runs());
        var info = JsonNode.Parse(await File.ReadAllTextAsync(_folder.File("info")))!;
        Assert.Equal(("client.authentication.k8s.io/v1beta1", false), ((string?)info["apiVersion"], (bool)info["spec"]!["interactive"]!));
        Assert.Equal(clusterInfo ? server.Url : null, (string?)info["spec"]!["cluster"]?["server"]);

        Token("t-2", null);
        _time.Advance(TimeSpan.FromMinutes(14));
        await client.RequestAsync(HttpMethod.Get, "/version");
        Assert.Equal(2, Runs().Length);
        Assert.Equal("Bearer t-2", server.Requests[^1].Header("Authorization"));
    }

    [Theory]
    [InlineData("eks", "aws", "install it or put it on the PATH")]
    [InlineData("gke", "gke-gcloud-auth-plugin", "#install_plugin")]
    [InlineData("aks", "kubelogin", "https://aka.ms/aks/kubelogin")]
    public async Task One_that_is_not_installed_is_named_with_the_way_to_get_it(string cloud, string command, string hint)
    {
        await using var server = await ServerAsync();
        var configuration = Configuration(cloud, server, null);
        Assert.Equal(command, configuration.Exec!.Command);
        configuration.Exec.Command = Path.Combine(_folder.Path, "not-there", command);
        using var client = new KubernetesClient(configuration);
        var e = await Assert.ThrowsAsync<CredentialException>(() => client.RequestAsync(HttpMethod.Get, "/version"));

        Assert.Contains(command, e.Message, StringComparison.Ordinal);
        Assert.Contains(hint, e.Message, StringComparison.Ordinal);
        Assert.Contains(cloud, e.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    /// <summary>What goes wrong in practice: signed out, no network to the identity provider, another version installed, warnings printed to the wrong place.</summary>
    [Theory]
    [InlineData("echo 'Error loading SSO Token: Token for prod does not exist' >&2; exit 255", "exit status 255: Error loading SSO Token: Token for prod does not exist")]
    [InlineData("echo 'usage: aws [options]'; exit 0", "not a JSON object")]
    [InlineData("printf '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"token\":\"x\"} }'", "in API version \"client.authentication.k8s.io/v1\"")]
    [InlineData("printf '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"status\":{} }'", "neither a token nor a certificate")]
    [InlineData("kill -9 $$", "exit status")]
    [InlineData("", "not a JSON object")]
    public async Task A_failure_is_told_and_the_next_request_tries_again(string body, string expected)
    {
        await using var server = await ServerAsync("Bearer t-1");
        var script = Plugin();
        using var client = new KubernetesClient(Configuration("eks", server, script), new() { Time = _time });
        var good = await File.ReadAllTextAsync(script);
        await File.WriteAllTextAsync(script, "#!/bin/sh\n" + body);
        var e = await Assert.ThrowsAsync<CredentialException>(() => client.RequestAsync(HttpMethod.Get, "/version"));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains(script, e.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);

        await File.WriteAllTextAsync(script, good);
        Token("t-1", null);
        await client.RequestAsync(HttpMethod.Get, "/version");
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_clock_that_jumps_neither_keeps_an_expired_token_nor_runs_the_plugin_for_ever()
    {
        await using var server = await ServerAsync("Bearer t-1", "Bearer t-2");
        Token("t-1", _time.GetUtcNow().AddMinutes(14));
        using var client = new KubernetesClient(Configuration("gke", server, Plugin()), new() { Time = _time });
        await client.RequestAsync(HttpMethod.Get, "/version");
        // Ahead of its expiry: asked anew. Back again: the new one has no expiry and stays.
        _time.JumpWallClock(TimeSpan.FromHours(1));
        Token("t-2", null);
        await client.RequestAsync(HttpMethod.Get, "/version");
        _time.JumpWallClock(TimeSpan.FromHours(-2));
        await client.RequestAsync(HttpMethod.Get, "/version");

        Assert.Equal(["Bearer t-1", "Bearer t-2", "Bearer t-2"], server.Requests.Select(r => r.Header("Authorization")));
        Assert.Equal(2, Runs().Length);
    }

    private Task<ScriptedServer> ServerAsync(params string[] accepted) => ScriptedServer.StartAsync(_authority.Server("127.0.0.1"), c =>
        accepted.Contains(c.Request.Headers.Authorization.ToString()) ? c.JsonAsync("{}") : c.StatusAsync(StatusCodes.Status401Unauthorized, "Unauthorized"));

    private KubernetesClientConfiguration Configuration(string cloud, ScriptedServer server, string? plugin)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Assets", "Kubeconfigs", $"{cloud}.yaml"))
            .Replace("SERVER", server.Url, StringComparison.Ordinal).Replace("data: CA", $"data: {_authority.PemBase64}", StringComparison.Ordinal);
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(_folder.Write($"{cloud}.yaml", text));
        if (plugin is not null)
            configuration.Exec!.Command = plugin;
        return configuration;
    }

    /// <summary>Writes down how it was called and prints what <see cref="Token"/> said.</summary>
    private string Plugin() => _folder.Script("plugin", $"""
        echo "$*|$AWS_PROFILE" >> '{_folder.File("runs")}'
        printf '%s' "$KUBERNETES_EXEC_INFO" > '{_folder.File("info")}'
        cat '{_folder.File("answer")}'
        """);

    private void Token(string token, DateTimeOffset? expiry) => _folder.Write("answer", new JsonObject
    {
        ["kind"] = "ExecCredential",
        ["apiVersion"] = "client.authentication.k8s.io/v1beta1",
        ["spec"] = new JsonObject(),
        ["status"] = new JsonObject { ["expirationTimestamp"] = expiry?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), ["token"] = token },
    }.ToJsonString());

    private string[] Runs() => File.ReadAllLines(_folder.File("runs"), Encoding.UTF8);
}

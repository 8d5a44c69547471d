using System.Text.Json.Nodes;
using Lepton.Kubernetes.Auth;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Config.KubeConfigModels;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Tests.Http;
using Lepton.Testing.Files;
using Lepton.Testing.Http;
using Lepton.Testing.Time;
using Lepton.Testing.Tls;

namespace Lepton.Kubernetes.Tests.Auth;

/// <summary>Real programs, as EKS, GKE and AKS use them.</summary>
public sealed class ExecPluginTests : IDisposable
{
    private const string V1 = "client.authentication.k8s.io/v1";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Rule", "Credentials/exec-info-in-the-environment")]
    public async Task ThePluginSeesItsArgumentsItsEnvironmentAndTheCluster()
    {
        var script = _folder.Script("plugin", $$"""
            printf '%s' "$KUBERNETES_EXEC_INFO" > '{{_folder.File("info")}}'
            printf '%s' "$1|$2|$EXTRA|$HOME" > '{{_folder.File("args")}}'
            printf '{"kind":"ExecCredential","apiVersion":"%s","status":{"token":"abc"} }' '{{V1}}'
            """);
        var config = Config(script);
        config.Exec!.Arguments = ["get token", "--x"];
        config.Exec.EnvironmentVariables = [new() { Name = "EXTRA", Value = "e" }];
        config.Exec.ProvideClusterInfo = true;
        (config.TlsServerName, config.CertificateAuthorityData, config.ExecClusterConfig, config.ProxyUrl) = ("name", [1, 2], """{"audience":"a"}""", new Uri("http://proxy:1"));

        Assert.Equal("abc", (await RunAsync(config)).Token);

        var info = JsonNode.Parse(await File.ReadAllTextAsync(_folder.File("info")))!;
        Assert.Equal("""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false,"cluster":{"server":"https://c","tls-server-name":"name","certificate-authority-data":"AQI=","proxy-url":"http://proxy:1","config":{"audience":"a"}}}}""", info.ToJsonString());
        Assert.Equal($"get token|--x|e|{Environment.GetEnvironmentVariable("HOME")}", await File.ReadAllTextAsync(_folder.File("args")));
    }

    [Fact]
    public async Task TheClusterIsNotShownUnasked()
    {
        var script = _folder.Script("plugin", $$"""
            printf '%s' "$KUBERNETES_EXEC_INFO" > '{{_folder.File("info")}}'
            printf '{"kind":"ExecCredential","apiVersion":"%s","status":{"token":"abc"} }' '{{V1}}'
            """);
        await RunAsync(Config(script));
        Assert.DoesNotContain("cluster", await File.ReadAllTextAsync(_folder.File("info")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMissingProgramSaysWhichAndHowToGetIt()
    {
        var config = Config("no-such-plugin-anywhere");
        config.Exec!.InstallHint = "Install it from https://plugin.example";
        var e = await Assert.ThrowsAsync<CredentialException>(() => RunAsync(config));
        Assert.Contains("no-such-plugin-anywhere", e.Message, StringComparison.Ordinal);
        Assert.Contains("Install it from https://plugin.example", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFailureShowsItsStatusAndWhatItSaid()
    {
        var e = await Assert.ThrowsAsync<CredentialException>(() => RunAsync(Config(_folder.Script("plugin", "echo 'session expired, run login' >&2; echo secret; exit 3"))));
        Assert.Contains("exit status 3: session expired, run login", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProgramThatDoesNotEndIsEnded()
    {
        var time = new FakeTimeProvider();
        var pidFile = _folder.File("pid");
        var run = new ExecPlugin(Config(_folder.Script("plugin", $"echo $$ > '{pidFile}.new'; mv '{pidFile}.new' '{pidFile}'; exec sleep 600")), TimeSpan.FromSeconds(60), time).RunAsync(default);
        await Eventually.TrueAsync(() => File.Exists(pidFile));
        var pid = int.Parse(await File.ReadAllTextAsync(pidFile));
        time.Advance(TimeSpan.FromSeconds(60));
        var e = await Assert.ThrowsAsync<CredentialException>(() => Eventually.ResultAsync(run));
        Assert.Contains("did not end within 60 s", e.Message, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => !Directory.Exists($"/proc/{pid}") || File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FloodsOfOutputDoNotBlockIt()
    {
        var script = _folder.Script("plugin", "head -c 3000000 /dev/zero | tr '\\0' x >&2; head -c 3000000 /dev/zero | tr '\\0' y; exit 1");
        var e = await Assert.ThrowsAsync<CredentialException>(() => Eventually.ResultAsync(RunAsync(Config(script))));
        Assert.True(e.Message.Length < 4096);
    }

    [Fact]
    public async Task OneThatNeedsATerminalIsRefused()
    {
        var config = Config(_folder.Script("plugin", "exit 0"));
        config.Exec!.InteractiveMode = "Always";
        Assert.Contains("terminal", (await Assert.ThrowsAsync<CredentialException>(() => RunAsync(config))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingCanBeReadFromStandardInput()
    {
        var script = _folder.Script("plugin", $$"""read line && exit 9; printf '{"kind":"ExecCredential","apiVersion":"{{V1}}","status":{"token":"abc"} }'""");
        Assert.Equal("abc", (await Eventually.ResultAsync(RunAsync(Config(script)))).Token);
    }

    [Fact]
    [Trait("Rule", "Credentials/one-replay-after-401")]
    public async Task AfterA401ThePluginRunsAgainAndTheRequestIsSentOnceMore()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.Request.Headers.Authorization == "Bearer token-2" ? c.TextAsync("ok") : c.StatusAsync(401, "Unauthorized"));
        using var client = server.Client(configure: c => c.Exec = Exec(Counting()));
        Assert.Equal("ok", (string?)await client.RequestAsync(HttpMethod.Get, "/1"));
        Assert.Equal("ok", (string?)await client.RequestAsync(HttpMethod.Get, "/2"));
        Assert.Equal(["Bearer token-1", "Bearer token-2", "Bearer token-2"], server.Requests.Select(r => r.Header("Authorization")));
    }

    [Fact]
    [Trait("Rule", "Credentials/one-replay-after-401")]
    public async Task ASecond401IsTheAnswer()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.StatusAsync(401, "Unauthorized"));
        using var client = server.Client(configure: c => c.Exec = Exec(Counting()));
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => client.RequestAsync(HttpMethod.Get, "/1"));
        Assert.True(e.IsUnauthorized);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    [Trait("Rule", "Credentials/changed-certificate-closes-connections")]
    public async Task AChangedCertificateClosesTheConnectionsOfTheOldOne()
    {
        using var authority = new TestAuthority();
        using var one = authority.Client("one");
        using var two = authority.Client("two");
        await using var server = await ScriptedServer.StartAsync(authority.Server("127.0.0.1"), c => c.TextAsync("ok"));
        var time = new FakeTimeProvider();
        WriteAnswer(one, time.GetUtcNow().AddMinutes(10));
        using var client = server.Client(new KubernetesClientOptions { Time = time }, c => (c.CertificateAuthorityData, c.Exec) = (authority.PemBytes, Exec(_folder.Script("plugin", $"cat '{_folder.File("answer")}'"))));
        await client.RequestAsync(HttpMethod.Get, "/1");
        await client.RequestAsync(HttpMethod.Get, "/2");
        WriteAnswer(two, null);
        time.Advance(TimeSpan.FromMinutes(10));
        await client.RequestAsync(HttpMethod.Get, "/3");

        Assert.Equal(["one", "one", "two"], server.Requests.Select(r => r.ClientSubject!.Split(',')[0][3..]));
        Assert.Equal(2, server.Requests.Select(r => r.ConnectionId).Distinct().Count());
    }

    private void WriteAnswer(IssuedCertificate certificate, DateTimeOffset? expiry) => _folder.Write("answer", new JsonObject
    {
        ["kind"] = "ExecCredential",
        ["apiVersion"] = V1,
        ["status"] = new JsonObject { ["clientCertificateData"] = certificate.Pem, ["clientKeyData"] = certificate.KeyPem, ["expirationTimestamp"] = expiry?.ToString("O") },
    }.ToJsonString());

    // Every run answers the next token.
    private string Counting() => _folder.Script("plugin", $$"""
        echo x >> '{{_folder.File("runs")}}'
        printf '{"kind":"ExecCredential","apiVersion":"{{V1}}","status":{"token":"token-%s"} }' $(wc -l < '{{_folder.File("runs")}}')
        """);

    private static ExternalExecution Exec(string command) => new() { ApiVersion = V1, Command = command, InteractiveMode = "Never" };

    private static KubernetesClientConfiguration Config(string command) => new() { Host = "https://c", Exec = Exec(command) };

    private static Task<ExecAnswer> RunAsync(KubernetesClientConfiguration config) => new ExecPlugin(config, TimeSpan.FromMinutes(5), TimeProvider.System).RunAsync(default);
}

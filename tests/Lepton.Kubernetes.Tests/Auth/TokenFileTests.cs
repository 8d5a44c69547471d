using Lepton.Kubernetes.Auth;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Tests.Http;
using Lepton.Testing.Files;
using Lepton.Testing.Http;
using Lepton.Testing.Time;

namespace Lepton.Kubernetes.Tests.Auth;

/// <summary>Rules "token file re-read (cache 60 s); a failed re-read keeps the old token; an empty file is an error; 401 drops it".</summary>
public sealed class TokenFileTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Rule", "Credentials/token-file-re-read-after-60-s")]
    public async Task TheFileIsReadAgainAfterSixtySeconds()
    {
        var source = Source("one\n");
        Assert.Equal("one", await TokenAsync(source));
        _folder.Write("token", "two");
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("one", await TokenAsync(source));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("two", await TokenAsync(source));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \n")]
    [Trait("Rule", "Credentials/failed-re-read-keeps-the-old-token")]
    public async Task AFailedReadKeepsTheOldToken(string? content)
    {
        var source = Source("one");
        await TokenAsync(source);
        if (content is null)
            File.Delete(_folder.File("token"));
        else
            _folder.Write("token", content);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("one", await TokenAsync(source));
        _folder.Write("token", "two");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("two", await TokenAsync(source));
    }

    [Fact]
    [Trait("Rule", "Credentials/empty-token-file-is-an-error")]
    public async Task AnEmptyFileAtTheStartIsAnError()
    {
        var e = await Assert.ThrowsAsync<CredentialException>(() => TokenAsync(Source("\n")));
        Assert.Contains(_folder.File("token") + " is empty", e.Message, StringComparison.Ordinal);
        Assert.Equal("good", await TokenAsync(Source("good")));
    }

    [Fact]
    public async Task AMissingFileAtTheStartIsAnErrorUnlessTheKubeconfigHasATokenToo()
    {
        var missing = new TokenFileCredentials(_folder.File("none"), null, _time);
        Assert.Contains("cannot be read", (await Assert.ThrowsAsync<CredentialException>(() => TokenAsync(missing))).Message, StringComparison.Ordinal);
        var withInitial = new TokenFileCredentials(_folder.File("none"), "initial", _time);
        Assert.Equal("initial", await TokenAsync(withInitial));
        _folder.Write("none", "written");
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("written", await TokenAsync(withInitial));
    }

    [Fact]
    [Trait("Rule", "Credentials/401-drops-the-token")]
    public async Task UnauthorizedDropsTheTokenAndOnlyTheOneThatWasUsed()
    {
        var source = Source("one");
        var first = await source.GetAsync(default);
        _folder.Write("token", "two");
        Assert.True(source.Reject(first));
        Assert.Equal("two", await TokenAsync(source));
        // A late 401 of a request that still carried the first token changes nothing.
        _folder.Write("token", "three");
        source.Reject(first);
        Assert.Equal("two", await TokenAsync(source));
    }

    [Fact]
    [Trait("Rule", "Credentials/401-drops-the-token")]
    [Trait("Rule", "Credentials/one-replay-after-401")]
    public async Task ARotatedTokenIsTriedOnceAfter401()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.Request.Headers.Authorization == "Bearer two" ? c.TextAsync("ok") : c.StatusAsync(401, "Unauthorized", "Unauthorized"));
        _folder.Write("token", "one");
        using var client = server.Client(new KubernetesClientOptions { Time = _time }, c => c.TokenFile = _folder.File("token"));

        var refused = await Assert.ThrowsAsync<KubernetesApiException>(() => client.RequestAsync(HttpMethod.Get, "/readyz"));
        Assert.True(refused.IsUnauthorized);
        Assert.Equal(2, server.Requests.Count);
        _folder.Write("token", "two");
        Assert.Equal("ok", (string?)await client.RequestAsync(HttpMethod.Get, "/readyz"));
        Assert.DoesNotContain("one", refused.ToString(), StringComparison.Ordinal);
    }

    private TokenFileCredentials Source(string content) => new(_folder.Write("token", content), null, _time);

    private static async Task<string?> TokenAsync(TokenFileCredentials source) => (await source.GetAsync(default)).Authorization?.Parameter;
}

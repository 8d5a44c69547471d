using Lepton.Kubernetes.Auth;
using Lepton.Testing.Time;

namespace Lepton.Kubernetes.Tests.Auth;

/// <summary>Rules "exec plugins: one run at a time; cached to expiry or 401".</summary>
public class ExecCredentialsTests
{
    private readonly FakeTimeProvider _time = new();
    private int _runs;

    [Fact]
    [Trait("Rule", "Credentials/exec-cached-to-expiry-or-401")]
    public async Task CredentialsAreKeptUntilTheyExpire()
    {
        using var source = Source(() => _time.GetUtcNow().AddMinutes(15));
        Assert.Equal("token-1", await TokenAsync(source));
        _time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Equal("token-1", await TokenAsync(source));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("token-2", await TokenAsync(source));
    }

    [Fact]
    [Trait("Rule", "Credentials/exec-cached-to-expiry-or-401")]
    public async Task WithoutExpiryTheyAreKeptUntil401()
    {
        using var source = Source(() => null);
        var first = await source.GetAsync(default);
        _time.Advance(TimeSpan.FromDays(30));
        Assert.Same(first, await source.GetAsync(default));
        Assert.True(source.Reject(first));
        Assert.Equal("token-2", await TokenAsync(source));
        source.Reject(first);
        Assert.Equal("token-2", await TokenAsync(source));
    }

    [Fact]
    [Trait("Rule", "Credentials/exec-one-run-at-a-time")]
    public async Task ManyRequestsAtOnceRunThePluginOnce()
    {
        var gate = new TaskCompletionSource<ExecAnswer>();
        using var source = new ExecCredentials(_ => { Interlocked.Increment(ref _runs); return gate.Task; }, "plugin", _time);
        var waiting = Enumerable.Range(0, 20).Select(_ => Task.Run(() => TokenAsync(source))).ToList();
        await Eventually.TrueAsync(() => Volatile.Read(ref _runs) == 1);
        gate.SetResult(new ExecAnswer("t", null, null, null));
        Assert.All(await Eventually.ResultAsync(Task.WhenAll(waiting)), t => Assert.Equal("t", t));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task AFailureIsNotKept()
    {
        using var source = new ExecCredentials(_ => ++_runs == 1 ? throw new CredentialException("broken") : Task.FromResult(new ExecAnswer("t", null, null, null)), "plugin", _time);
        await Assert.ThrowsAsync<CredentialException>(() => TokenAsync(source));
        Assert.Equal("t", await TokenAsync(source));
    }

    [Fact]
    public async Task ACertificateThatIsNoneNamesThePlugin()
    {
        using var source = new ExecCredentials(_ => Task.FromResult(new ExecAnswer(null, "x", "y", null)), "my-plugin", _time);
        Assert.Contains("my-plugin", (await Assert.ThrowsAsync<CredentialException>(() => TokenAsync(source))).Message, StringComparison.Ordinal);
    }

    private ExecCredentials Source(Func<DateTimeOffset?> expiry) =>
        new(_ => Task.FromResult(new ExecAnswer($"token-{++_runs}", null, null, expiry())), "plugin", _time);

    private static async Task<string?> TokenAsync(ExecCredentials source) => (await source.GetAsync(default)).Authorization?.Parameter;
}

using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Hosting;
using Lepton.Testing.Logging;
using Lepton.Testing.Time;
using Microsoft.Extensions.Logging;
using NSubstitute;

namespace Lepton.Operator.Tests.Hosting;

/// <summary>What is said of definitions that a hub does not serve yet.</summary>
public sealed class DefinitionCheckTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LogCollector _logs = new();
    private readonly TaskCompletionSource _read = new();
    private volatile bool _served;
    private int _asked;

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task That_they_are_served_is_told_when_they_are_read_however_long_after()
    {
        var watching = WatchAsync();
        await _time.AdvanceUntilAsync(() => _logs.Of(LogLevel.Warning).Count == 1);
        Assert.Contains("does not serve cloudproviders.lepton.ai/v1alpha1: nothing", _logs.Of(LogLevel.Warning)[0], StringComparison.Ordinal);
        _served = true;
        var before = _asked;
        await _time.AdvanceUntilAsync(() => _asked > before + 10);
        _read.SetResult();
        await watching;
        Assert.Equal(["The hub serves all definitions now"], _logs.Of(LogLevel.Information));
        Assert.Single(_logs.Of(LogLevel.Warning));
    }

    [Fact]
    public async Task A_hub_that_served_them_all_along_is_not_spoken_of()
    {
        _served = true;
        var watching = WatchAsync();
        await _time.AdvanceUntilAsync(() => _asked > 6);
        _read.SetResult();
        await watching;
        Assert.Empty(_logs.Lines);
    }

    private Task WatchAsync()
    {
        var hub = Substitute.For<IKubernetesClient>();
        hub.FindResourceAsync(default!, default!, default).ReturnsForAnyArgs(call =>
        {
            Interlocked.Increment(ref _asked);
            var kind = (string)call[1];
            return Task.FromResult<ResourceDefinition?>(_served || kind != "CloudProvider" ? new ResourceDefinition("lepton.ai", "v1alpha1", kind, kind, false) : null);
        });
        return new DefinitionCheck(hub, _logs.CreateLogger<DefinitionCheck>(), _time).WatchAsync(_read.Task, CancellationToken.None);
    }
}

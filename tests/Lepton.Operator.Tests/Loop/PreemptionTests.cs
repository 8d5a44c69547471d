using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Tests.Loop;

/// <summary>There is room for one of two models.</summary>
public sealed class PreemptionTests : IAsyncLifetime
{
    private readonly World _world = new World().Cloud("aws", 10, nodes: 1);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task The_lower_priority_goes_at_once_says_to_whom_and_comes_back_when_there_is_room()
    {
        _world.With(Make.Model("low", 1)).Start();
        await _world.ReadyAsync("low");
        var high = Make.Model("high", 1);
        high.Spec.Priority = 10;
        _world.With(high);
        await _world.ReadyAsync("high");
        await _world.UntilAsync(() => _world.In<V1Deployment>("aws").Count == 1);
        Assert.StartsWith("high", _world.In<V1Deployment>("aws")[0].Metadata.Name, StringComparison.Ordinal);
        Assert.Contains("in place of ns/low (priority 0)", _world.Model("high")!.Status!.Decision!.Message, StringComparison.Ordinal);
        await _world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(("False", "Preempted"), (_world.Condition("low", "Scheduled")!.Status, _world.Condition("low", "Scheduled")!.Reason));
        Assert.Contains("gives way to ns/high (priority 10)", _world.Condition("low", "Scheduled")!.Message, StringComparison.Ordinal);
        Assert.Contains("Preempted", _world.Events.Of("low"));

        _world.Edit("high", m => m.Spec.Suspend = true);
        await _world.ReadyAsync("low");
        Assert.Equal("1@aws", _world.Where("low"));
    }
}

using System.Text.Json.Nodes;
using Lepton.Api;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Http;
using Lepton.Operator.State;
using Lepton.Testing.Clusters;
using Lepton.Testing.Logging;
using Lepton.Testing.Time;

namespace Lepton.Operator.Tests.State;

/// <summary>What counts as a change of the fleet, against an API server in this process.</summary>
public sealed class HubStateTests : IAsyncLifetime
{
    private readonly LogCollector _logs = new();
    private TestCluster _hub = null!;
    private HubState _state = null!;
    private int _changes;
    private int _statusChanges;

    public async Task InitializeAsync()
    {
        _hub = await TestCluster.StartAsync();
        foreach (var definition in LeptonCrds.All())
            await _hub.InstallAsync(definition);
        await _hub.Client.Resource<CloudProvider>().CreateAsync(new CloudProvider { Metadata = { Name = "p" }, Spec = { Type = ProviderType.Other } });
        await _hub.Client.Resource<PlacementPolicy>().CreateAsync(new PlacementPolicy { Metadata = { Name = "l" } });
        _state = new HubState(_hub.Client, _logs, TimeProvider.System);
        _state.FleetChanged += () => Interlocked.Increment(ref _changes);
        _state.FleetStatusChanged += () => Interlocked.Increment(ref _statusChanges);
        await _state.StartAsync(CancellationToken.None);
        // Both objects, and that all is known.
        await EventuallyAsync(changes: 3, statusChanges: 0);
        _changes = 0;
    }

    public async Task DisposeAsync()
    {
        await _state.DisposeAsync();
        await _hub.DisposeAsync();
        _logs.Dispose();
    }

    [Fact]
    public async Task A_heartbeat_is_no_change_of_the_fleet()
    {
        await StatusAsync("""{"clusters":[{"name":"c","lastHeartbeatTime":"2026-11-01T00:00:00Z"}]}""");
        await EventuallyAsync(changes: 0, statusChanges: 1);
        await StatusAsync("""{"clusters":[{"name":"c","lastHeartbeatTime":"2026-11-01T00:00:30Z"}]}""");
        // Events come in order: when this one was told, so was the heartbeat, or it never will be.
        await PatchAsync<CloudProvider>("p", """{"metadata":{"labels":{"team":"red"}}}""");
        await EventuallyAsync(changes: 1, statusChanges: 1);
        Assert.Equal("2026-11-01T00:00:30", _state.Providers.Single().Status!.Clusters![0].LastHeartbeatTime!.Value.ToString("s", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_status_that_says_something_else_is_told_apart_from_a_wish()
    {
        await StatusAsync("""{"clusters":[{"name":"c","kubernetesVersion":"v1.35.0"}]}""");
        await EventuallyAsync(changes: 0, statusChanges: 1);
        await StatusAsync("""{"clusters":[{"name":"c","kubernetesVersion":"v1.36.0"}]}""");
        await EventuallyAsync(changes: 0, statusChanges: 2);
        await _hub.Client.Resource<PlacementPolicy>().PatchAsync("l", null, Patch.Merge((JsonObject)JsonNode.Parse("""{"status":{"models":3}}""")!), "status");
        await EventuallyAsync(changes: 0, statusChanges: 3);
    }

    [Theory]
    [InlineData("""{"spec":{"type":"AWS"}}""")]
    [InlineData("""{"metadata":{"labels":{"a":"b"}}}""")]
    [InlineData("""{"metadata":{"annotations":{"a":"b"}}}""")]
    [InlineData("""{"metadata":{"finalizers":["example.com/held"]}}""")]
    public async Task What_somebody_wishes_is_a_change(string patch)
    {
        await PatchAsync<CloudProvider>("p", patch);
        await EventuallyAsync(changes: 1, statusChanges: 0);
    }

    [Fact]
    public async Task Coming_leaving_and_going_are_changes()
    {
        await PatchAsync<PlacementPolicy>("l", """{"metadata":{"finalizers":["example.com/held"]}}""");
        await EventuallyAsync(changes: 1, statusChanges: 0);
        await _hub.Client.Resource<PlacementPolicy>().DeleteAsync("l");
        await EventuallyAsync(changes: 2, statusChanges: 0);
        await PatchAsync<PlacementPolicy>("l", """{"metadata":{"finalizers":null}}""");
        await EventuallyAsync(changes: 3, statusChanges: 0);
        await _hub.Client.Resource<PlacementPolicy>().CreateAsync(new PlacementPolicy { Metadata = { Name = "n" } });
        await EventuallyAsync(changes: 4, statusChanges: 0);
    }

    private Task StatusAsync(string status) =>
        _hub.Client.Resource<CloudProvider>().PatchAsync("p", null, Patch.Merge(new JsonObject { ["status"] = JsonNode.Parse(status) }), "status");

    private Task PatchAsync<T>(string name, string patch) where T : class, Kubernetes.Models.IKubernetesObject =>
        _hub.Client.Resource<T>().PatchAsync(name, null, Patch.Merge((JsonObject)JsonNode.Parse(patch)!));

    private async Task EventuallyAsync(int changes, int statusChanges)
    {
        await Eventually.TrueAsync(() => (Volatile.Read(ref _changes), Volatile.Read(ref _statusChanges)) is var now && now.Item1 + now.Item2 >= changes + statusChanges);
        Assert.Equal((changes, statusChanges), (_changes, _statusChanges));
    }
}

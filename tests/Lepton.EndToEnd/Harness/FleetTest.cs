using Lepton.Sandbox.Simulation;
using Xunit;

namespace Lepton.EndToEnd.Harness;

/// <summary>The small fleet, started once for all tests that use it.</summary>
public sealed class SmallFleetFixture : IAsyncLifetime
{
    internal TestFleet Fleet { get; private set; } = null!;

    /// <summary>Training runs go on until they are removed: what is tested is where they run.</summary>
    public async Task InitializeAsync() => Fleet = await TestFleet.StartAsync(SmallFleet.Definition, new SimulationOptions { JobRun = TimeSpan.FromHours(1), Seed = 11 });

    public async Task DisposeAsync() => await Fleet.DisposeAsync();
}

[CollectionDefinition("small fleet")]
public sealed class SmallFleetCollection : ICollectionFixture<SmallFleetFixture>;

/// <summary>A test on the small fleet, which it finds empty and as <see cref="SmallFleet.Base"/> has it.</summary>
[Collection("small fleet")]
public abstract class FleetTest(SmallFleetFixture fixture) : IAsyncLifetime
{
    private protected TestFleet Fleet { get; } = fixture.Fleet;

    public Task InitializeAsync() => Fleet.ResetAsync(SmallFleet.Base);

    public Task DisposeAsync() => Task.CompletedTask;
}

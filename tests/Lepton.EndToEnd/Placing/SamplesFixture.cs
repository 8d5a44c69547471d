using Lepton.Cli.Demo;
using Lepton.Cli.Manifests;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Fleet;
using Xunit;

namespace Lepton.EndToEnd.Placing;

/// <summary>Three clouds with the samples applied, once for all tests that look at them.</summary>
public sealed class SamplesFixture : IAsyncLifetime
{
    internal static FleetDefinition Definition => ReadyFleets.Load(ReadyFleets.ThreeClouds);

    internal TestFleet Fleet { get; private set; } = null!;

    internal ManifestSet Samples { get; private set; } = null!;

    /// <summary>After all were placed and ready, and the training run had ended.</summary>
    internal FleetPicture Picture { get; private set; } = null!;

    /// <summary>A run that has completed costs nothing any more.</summary>
    internal static string? TrainingHasEnded(FleetPicture picture) =>
        picture.Models.Any(m => m.Status?.Conditions?.Find(c => c.Type == "Ready")?.Reason == "Completed" && m.Status.Cost?.Hourly == 0) ? null : "the training run goes on, or is paid for still";

    public async Task InitializeAsync()
    {
        // All is there before the operator looks, so that one plan decides.
        Fleet = await TestFleet.StartAsync(Definition, withOperator: false);
        Samples = ManifestSet.Load([Repository.PathOf("config", "samples")]);
        await HubSetup.ApplyAsync(Fleet.Hub, Samples, CancellationToken.None);
        await Fleet.StartOperatorAsync();
        Picture = await Fleet.SettledAsync(TrainingHasEnded);
    }

    public async Task DisposeAsync() => await Fleet.DisposeAsync();
}

[CollectionDefinition("samples")]
public sealed class SamplesCollection : ICollectionFixture<SamplesFixture>;

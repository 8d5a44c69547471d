using Lepton.Cli.Demo;
using Lepton.Api.Manifests;
using Lepton.Cli.Manifests;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Fleet;
using Xunit;

namespace Lepton.EndToEnd.Placing;

/// <summary>Three clouds with the samples applied, once for all tests that look at them.</summary>
public sealed class SamplesFixture : IAsyncLifetime
{
    internal TestFleet Fleet { get; private set; } = null!;

    internal ManifestSet Samples { get; private set; } = null!;

    /// <summary>After all were placed and ready, and the training run had ended.</summary>
    internal FleetPicture Picture { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Fleet = await TestFleet.StartAsync(ReadyFleets.Load(ReadyFleets.ThreeClouds));
        Samples = ManifestFiles.Load([Repository.PathOf("config", "samples")]);
        await HubSetup.ApplyAsync(Fleet.Hub, Samples, CancellationToken.None);
        Picture = await Fleet.SettledAsync(p => p.Models.Any(m => m.Status?.Conditions?.Find(c => c.Type == "Ready")?.Reason == "Completed") ? null : "the training run goes on");
    }

    public async Task DisposeAsync() => await Fleet.DisposeAsync();
}

[CollectionDefinition("samples")]
public sealed class SamplesCollection : ICollectionFixture<SamplesFixture>;

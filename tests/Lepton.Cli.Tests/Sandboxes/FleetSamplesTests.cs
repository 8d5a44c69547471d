using Lepton.Api.Validation;
using Lepton.Cli.Manifests;
using Lepton.Cli.Sandboxes;
using Lepton.Cli.Tests.Support;
using Lepton.Kubernetes.Serialization;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Tests.Sandboxes;

public sealed class FleetSamplesTests
{
    [Fact]
    public void Samples_whose_providers_name_all_clusters_are_taken_as_they_are()
    {
        var set = FleetSamples.Load(ReadyFleets.ThreeClouds, ReadyFleets.Load(ReadyFleets.ThreeClouds), Repository.Samples);
        Assert.Equal(ManifestSet.Load([Repository.Samples]).All.Count, set.All.Count);
    }

    [Fact]
    public void Else_providers_are_made_from_the_fleet_and_would_be_accepted()
    {
        var set = FleetSamples.Load(ReadyFleets.OneSmall, ReadyFleets.Load(ReadyFleets.OneSmall), Repository.Samples);
        var (source, document) = Assert.Single(set.All, entry => (string?)entry.Object["kind"] == "CloudProvider");
        Assert.Equal("fleet one-small", source);
        var provider = KubernetesJson.Deserialize<Api.Providers.CloudProvider>(document)!;
        Assert.Empty(ProviderValidator.Validate(provider));
        Assert.Equal(("small", "member-small", "lepton-system"), (provider.Spec.Clusters![0].Name, provider.Spec.Clusters[0].Connection.KubeconfigSecretRef!.Name, provider.Spec.Clusters[0].Connection.KubeconfigSecretRef!.Namespace));
    }

    [Fact]
    public void A_ready_fleet_that_brings_models_brings_them()
    {
        var set = FleetSamples.Load(ReadyFleets.TwentyClusters, ReadyFleets.Load(ReadyFleets.TwentyClusters), null);
        Assert.Equal(19, set.Models.Count);
        Assert.Equal(9, set.All.Count(entry => (string?)entry.Object["kind"] == "CloudProvider"));
    }
}

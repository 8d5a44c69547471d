using Lepton.Api.Manifests;
using System.Text.Json.Nodes;
using Lepton.Api.Providers;
using Lepton.Cli.Manifests;
using Lepton.Cli.Simulate.Setup;
using Lepton.Kubernetes.Serialization;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Sandboxes;

/// <summary>What is applied to a sandbox's hub: the samples where their CloudProviders name the fleet's clusters, else CloudProviders made from the fleet file.</summary>
internal static class FleetSamples
{
    /// <param name="fleet">As it was asked for: a file or the name of a ready fleet.</param>
    /// <param name="folder">Folder of the samples; null takes the models a ready fleet brings, if it brings any, else those of config/samples.</param>
    /// <exception cref="ManifestException">The samples cannot be read.</exception>
    public static ManifestSet Load(string fleet, FleetDefinition definition, string? folder)
    {
        var brought = folder is null ? ReadyFleets.Models(fleet) : null;
        var set = brought is not null ? ManifestFiles.Load(["-"], new StringReader(brought)) : ManifestFiles.Load([folder ?? SandboxCommandOptions.DefaultSamples]);
        var named = set.Providers.SelectMany(provider => provider.Spec.Clusters ?? []).Select(cluster => cluster.Name).ToHashSet(StringComparer.Ordinal);
        if (definition.Members.All(member => named.Contains(member.Name)))
            return set;
        set.All.RemoveAll(document => (string?)document.Object["kind"] == "CloudProvider");
        set.All.AddRange(FleetProviders.Of(definition).Select(provider => ($"fleet {definition.Name}", Document(provider))));
        return set;
    }

    /// <summary>As it is applied.</summary>
    public static JsonObject Document(CloudProvider provider)
    {
        provider.ApiVersion = "lepton.ai/v1alpha1";
        provider.Kind = "CloudProvider";
        provider.Metadata.Uid = null;
        provider.Metadata.Generation = null;
        return (JsonObject)KubernetesJson.ToNode(provider)!;
    }
}

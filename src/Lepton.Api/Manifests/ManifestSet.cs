using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Models;

namespace Lepton.Api.Manifests;

/// <summary>Objects read from files. Objects with mistakes are left out and told in <see cref="Problems"/>.</summary>
public sealed class ManifestSet
{
    public List<CloudProvider> Providers { get; } = [];

    public List<PlacementPolicy> Policies { get; } = [];

    public List<LeptonModel> Models { get; } = [];

    /// <summary>For price books.</summary>
    public List<V1ConfigMap> ConfigMaps { get; } = [];

    /// <summary>Every object as it was written, in the order of the files: for applying.</summary>
    public List<(string Source, JsonObject Object)> All { get; } = [];

    /// <summary>All that is wrong, in the order of the files.</summary>
    public List<ManifestProblem> Problems { get; } = [];
}

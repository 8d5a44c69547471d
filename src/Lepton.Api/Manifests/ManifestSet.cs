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

    /// <summary>Objects of other kinds (ConfigMaps, Secrets, Namespaces …), as they are.</summary>
    public List<UnstructuredObject> Others { get; } = [];

    /// <summary>All that is wrong, in the order of the files.</summary>
    public List<ManifestProblem> Problems { get; } = [];
}

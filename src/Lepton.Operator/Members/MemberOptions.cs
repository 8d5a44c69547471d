using Lepton.Kubernetes.Http;

namespace Lepton.Operator.Members;

/// <summary>How members are watched and written (configuration section <c>Members</c>).</summary>
internal sealed record MemberOptions
{
    /// <summary>How often each member's API server is asked whether it lives.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it may take to answer that.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>So many failures in a row make a member unreachable.</summary>
    public int FailuresUntilUnreachable { get; init; } = 2;

    /// <summary>How long after it was connected a member that was neither read nor found silent holds up the end of what is deleted: it may hold some of it.</summary>
    public TimeSpan FirstReadPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often kubeconfig Secrets and propagated objects are read again.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a namespace that should go, and that somebody else still uses, is looked at again.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Models applied to one member at the same time.</summary>
    public int ApplyConcurrency { get; init; } = 8;

    /// <summary>Programs that kubeconfigs from Secrets may run for credentials (base names, such as aws or gke-gcloud-auth-plugin). Empty: none.</summary>
    public IReadOnlyList<string> AllowedExecPlugins { get; init; } = [];

    /// <summary>A file with the programs that get credentials for ClusterProfiles (see <see cref="Profiles.ProfileProviders"/>). Null: clusters named by a ClusterProfile cannot be reached.</summary>
    public string? ClusterProfileProviders { get; init; }

    /// <summary>How the clients of members behave: the program gives them the fence of the leader.</summary>
    public KubernetesClientOptions Client { get; init; } = KubernetesClientOptions.Default;

    /// <summary>Who members' audit logs say it was; null for the program's name.</summary>
    public string? UserAgent { get; init; }
}

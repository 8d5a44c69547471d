using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;

namespace Lepton.Operator.State;

/// <summary>The whole fleet at one moment: immutable, so that one plan is made from one picture.</summary>
public sealed record FleetSnapshot
{
    public required DateTimeOffset Time { get; init; }

    public required IReadOnlyList<LeptonModel> Models { get; init; }

    public required IReadOnlyList<CloudProvider> Providers { get; init; }

    public required IReadOnlyList<PlacementPolicy> Policies { get; init; }

    /// <summary>By cluster name, for every cluster of every provider.</summary>
    public required IReadOnlyDictionary<string, MemberView> Members { get; init; }
}

/// <summary>What is known of one member cluster.</summary>
public sealed record MemberView
{
    public required string Cluster { get; init; }

    public required string Provider { get; init; }

    public MemberHealth Health { get; init; }

    /// <summary>Since when <see cref="Health"/> is what it is.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>True while it has been so ever since this process looks: then it may have been so for longer.</summary>
    public bool IsFirst { get; init; }

    /// <summary>A sentence about why it is not healthy: object, field, what was found.</summary>
    public string? Problem { get; init; }

    /// <summary>What is wrong with the cluster's connection as it stands in the hub; the session lives on with what it was made from.</summary>
    public string? ConnectionProblem { get; init; }

    /// <summary>CamelCase reason for the condition.</summary>
    public string? Reason { get; init; }

    public string? KubernetesVersion { get; init; }

    public DateTimeOffset? LastHeartbeat { get; init; }

    /// <summary>As last seen: also of a member that cannot be reached at present.</summary>
    public IReadOnlyList<NodeView> Nodes { get; init; } = [];

    /// <summary>Pods that wait for a node.</summary>
    public IReadOnlyList<PodView> Unbound { get; init; } = [];
}

public enum MemberHealth
{
    /// <summary>Not read yet: nothing may be concluded from its silence.</summary>
    Unknown,

    /// <summary>Read and watched.</summary>
    Healthy,

    /// <summary>Was read once, does not answer now.</summary>
    Unreachable,

    /// <summary>Cannot be used as configured (Secret, kubeconfig, credentials): a person has to act.</summary>
    Misconfigured,
}

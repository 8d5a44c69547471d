namespace Lepton.Sandbox.Hosting;

/// <summary>Someone who may log in to a cluster.</summary>
public sealed record SandboxUser(string Name, params IReadOnlyList<string> Groups)
{
    /// <summary>What the API says the uid of the user is; null for none.</summary>
    public string? Uid { get; init; }

    /// <summary>The one every cluster has: member of system:masters, who may everything.</summary>
    public static SandboxUser Admin { get; } = new("kubernetes-admin", "system:masters");

    /// <summary>Whom the kubeconfigs of the operator log in as: faults that hit only the operator are told by it.</summary>
    public static SandboxUser Operator { get; } = new("lepton-operator", "system:masters");
}

/// <summary>How a kubeconfig logs in.</summary>
public enum SandboxCredential
{
    Token,
    ClientCertificate,
}

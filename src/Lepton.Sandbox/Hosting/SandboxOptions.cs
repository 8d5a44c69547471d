namespace Lepton.Sandbox.Hosting;

/// <summary>How a sandbox is set up.</summary>
public sealed record SandboxOptions
{
    /// <summary>The clock of everything that happens in the clusters. Time-outs on the wire are always in real time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Decides everything random: uids, generated names, cluster IPs. The same seed and the same requests give the same cluster.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How much of the past each cluster keeps.</summary>
    public Storage.HistoryOptions History { get; init; } = new();

    /// <summary>Where the API servers listen. Their certificates are for this address, 127.0.0.1 and localhost.</summary>
    public System.Net.IPAddress Address { get; init; } = System.Net.IPAddress.Loopback;
}

/// <summary>How one cluster of a sandbox is set up.</summary>
public sealed record ClusterOptions
{
    /// <summary>0 for any free port.</summary>
    public int Port { get; init; }

    /// <summary>What the API server says it is. Of an older one the APIs that it did not have yet are missing, and lists are not streamed where it did not stream them.</summary>
    public string KubernetesVersion { get; init; } = Discovery.ServerVersion.Newest;
}

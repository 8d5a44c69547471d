using Lepton.ControllerRuntime.Connectivity;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>What all informers of one cluster have in common.</summary>
public sealed record SharedInformerFactoryOptions
{
    /// <summary>Put before the informers' names in logs and metrics; tells clusters apart.</summary>
    public string? ClusterName { get; init; }

    /// <summary>How the server is checked; null: not at all.</summary>
    public ApiServerMonitorOptions? Monitor { get; init; } = new();
}

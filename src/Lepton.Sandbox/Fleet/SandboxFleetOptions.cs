using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Simulation;

namespace Lepton.Sandbox.Fleet;

/// <summary>How a fleet is run.</summary>
public sealed record SandboxFleetOptions
{
    public SandboxOptions Host { get; init; } = new();

    public SimulationOptions Simulation { get; init; } = new();

    /// <summary>Port of the first API server (the hub's); the members follow in the order of the file. 0 for any free ports.</summary>
    public int FirstPort { get; init; }
}

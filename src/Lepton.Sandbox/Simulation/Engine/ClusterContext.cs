using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Fleet.Nodes;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Engine;

/// <summary>What every controller of a cluster has at hand.</summary>
internal sealed class ClusterContext(IClusterApi api, ClusterDefinition definition, SimulationOptions options, ClusterLoop loop)
{
    public IClusterApi Api { get; } = api;

    public ClusterDefinition Definition { get; } = definition;

    public SimulationOptions Options { get; } = options;

    public ClusterLoop Loop { get; } = loop;

    public ClusterCache Cache => Loop.Cache;

    public DateTimeOffset Now => Loop.Now;

    public EventRecorder Events { get; } = new(api, options.Events);

    /// <summary>A duration of the options at the simulation's speed, varied by what it is for; the same for the same seed.</summary>
    public TimeSpan Varied(TimeSpan duration, params ReadOnlySpan<string> what)
    {
        var share = NodeNames.Hash([Options.Seed.ToString(), Definition.Name, .. what]) / (double)uint.MaxValue;
        return Options.Scaled(duration) * (1 + Options.Jitter * (2 * share - 1));
    }

    /// <summary>Writes the status when it differs from what is stored.</summary>
    public void UpdateStatus(GroupVersionResource resource, ObjectName key, Func<JsonObject, bool> change) =>
        Api.Update(resource, Namespace(key), key.Name, change, "status");

    public static string? Namespace(ObjectName key) => key.Namespace.Length == 0 ? null : key.Namespace;
}

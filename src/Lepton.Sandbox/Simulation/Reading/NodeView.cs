using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet.Nodes;

namespace Lepton.Sandbox.Simulation.Reading;

internal readonly record struct Taint(string Key, string Value, string Effect);

/// <summary>A Node, read.</summary>
internal sealed class NodeView : ObjectView
{
    public NodeView(JsonObject json)
        : base(json)
    {
        Allocatable = ResourceAmounts.Read(Status.Object("allocatable") ?? Status.Object("capacity"));
        Taints = Spec.Objects("taints").Select(static taint => new Taint(taint.Text("key") ?? "", taint.Text("value") ?? "", taint.Text("effect") ?? "")).ToArray();
        Unschedulable = Spec.Flag("unschedulable");
        Ready = Conditions.IsTrue(Status, "Ready");
    }

    public ResourceAmounts Allocatable { get; }

    public IReadOnlyList<Taint> Taints { get; }

    /// <summary>Cordoned.</summary>
    public bool Unschedulable { get; }

    public bool Ready { get; }

    /// <summary>The pool of the fleet file; null for a node somebody else created.</summary>
    public string? Pool => Annotation(NodeManifest.PoolAnnotation);
}

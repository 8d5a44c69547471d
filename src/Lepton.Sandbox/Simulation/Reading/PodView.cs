using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Simulation.Reading;

/// <summary>A Pod, read.</summary>
internal sealed class PodView : ObjectView
{
    private ResourceAmounts? _requests;

    public PodView(JsonObject json)
        : base(json)
    {
        NodeName = Spec.Text("nodeName") is { Length: > 0 } node ? node : null;
        Phase = Status.Text("phase") ?? "Pending";
        Ready = Conditions.IsTrue(Status, "Ready");
    }

    public string? NodeName { get; }

    /// <summary>The node where others were ended to make room for it, as long as it is not bound.</summary>
    public string? Nomination => NodeName is null && !Deleting && !Terminal && Status.Text("nominatedNodeName") is { Length: > 0 } node ? node : null;

    public string Phase { get; }

    public bool Ready { get; }

    /// <summary>Ended for good: holds no resources.</summary>
    public bool Terminal => Phase is "Succeeded" or "Failed";

    public ResourceAmounts Requests => _requests ??= PodRequests.Of(Spec);

    /// <summary>Counts for its controller: neither ended nor on its way out.</summary>
    public bool Active => !Terminal && !Deleting;

    public bool AvailableAt(DateTimeOffset now, long minReadySeconds) =>
        Ready && (minReadySeconds == 0 || Condition("Ready").Time("lastTransitionTime") is { } since && since.AddSeconds(minReadySeconds) <= now);
}

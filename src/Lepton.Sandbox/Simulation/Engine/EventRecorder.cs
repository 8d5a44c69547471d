using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet.Nodes;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Simulation.Engine;

/// <summary>
/// Writes core/v1 Events as the controllers of a real cluster do. The same event again raises the count of the one there; only the latest
/// <see cref="Capacity"/> are kept, where a real cluster forgets after an hour.
/// </summary>
internal sealed class EventRecorder(IClusterApi api, bool enabled)
{
    private const int Capacity = 500;

    private readonly Dictionary<(string Uid, string Reason, string Message), ObjectName> _known = [];
    private readonly Queue<(string Uid, string Reason, string Message)> _order = new();
    private int _sequence;

    public void Normal(ObjectView about, string component, string reason, string message) => Record(about, component, "Normal", reason, message);

    public void Warning(ObjectView about, string component, string reason, string message) => Record(about, component, "Warning", reason, message);

    private void Record(ObjectView about, string component, string type, string reason, string message)
    {
        if (!enabled)
            return;
        var identity = (about.Uid, reason, message);
        try
        {
            if (!_known.TryGetValue(identity, out var name) || !Repeat(name))
                Create(about, component, type, reason, message, identity);
        }
        catch (ApiStatusException)
        {
            // A namespace that ends takes no new events; they are hints, never worth a retry.
        }
    }

    private bool Repeat(ObjectName name) => api.Update(Kinds.Events, name.Namespace, name.Name, json =>
    {
        json["count"] = (json.Number("count") ?? 1) + 1;
        json["lastTimestamp"] = KubeTime.Seconds(api.Time.GetUtcNow());
        return true;
    }) is not null;

    private void Create(ObjectView about, string component, string type, string reason, string message, (string Uid, string Reason, string Message) identity)
    {
        var now = KubeTime.Seconds(api.Time.GetUtcNow());
        var @namespace = about.Namespace.Length == 0 ? "default" : about.Namespace;
        var suffix = NodeNames.Hash(about.Uid, (++_sequence).ToString(CultureInfo.InvariantCulture)).ToString("x8", CultureInfo.InvariantCulture);
        var name = new ObjectName(@namespace, $"{about.Name}.{suffix}{_sequence:x8}");
        api.Create(Kinds.Events, @namespace, new JsonObject
        {
            ["kind"] = "Event",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject { ["name"] = name.Name, ["namespace"] = @namespace },
            ["involvedObject"] = Reference(about),
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = new JsonObject { ["component"] = component },
            ["firstTimestamp"] = now,
            ["lastTimestamp"] = now,
            ["count"] = 1,
            ["type"] = type,
            ["reportingComponent"] = component,
            ["reportingInstance"] = "",
        });
        Remember(identity, name);
    }

    private void Remember((string Uid, string Reason, string Message) identity, ObjectName name)
    {
        _known[identity] = name;
        _order.Enqueue(identity);
        while (_order.Count > Capacity && _order.TryDequeue(out var oldest))
        {
            if (_known.Remove(oldest, out var gone))
                api.Delete(Kinds.Events, gone.Namespace, gone.Name);
        }
    }

    private static JsonObject Reference(ObjectView about)
    {
        var reference = new JsonObject { ["kind"] = about.Json.Text("kind") };
        if (about.Namespace.Length > 0)
            reference["namespace"] = about.Namespace;
        reference["name"] = about.Name;
        reference["uid"] = about.Uid;
        reference["apiVersion"] = about.Json.Text("apiVersion");
        reference["resourceVersion"] = about.Metadata.Text("resourceVersion");
        return reference;
    }
}

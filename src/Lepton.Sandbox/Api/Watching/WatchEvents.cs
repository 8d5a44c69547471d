using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;
using Lepton.Sandbox.Tables;

namespace Lepton.Sandbox.Api.Watching;

/// <summary>The bytes of watch events in the form the client asked for.</summary>
internal sealed class WatchEvents(ApiRequest request)
{
    private bool _columnsSent;

    public byte[] Line(StoreEventType type, StoredObject shown, long resourceVersion)
    {
        var view = Views.Show(request.Type, shown);
        if (shown.ResourceVersion != resourceVersion)
        {
            view = JsonTree.Clone(view);
            view["metadata"]!["resourceVersion"] = resourceVersion.ToString();
        }

        var name = type.ToString().ToUpperInvariant();
        if (request.Format.As is null && ReferenceEquals(view, shown.Value))
            return Wrap(name, shown.Utf8);
        return Wrap(name, JsonSerializer.SerializeToUtf8Bytes(Shape(view, resourceVersion), JsonTree.Compact));
    }

    public byte[] Bookmark(long resourceVersion, bool endOfInitial)
    {
        var metadata = new JsonObject { ["resourceVersion"] = resourceVersion.ToString() };
        if (endOfInitial)
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        var value = new JsonObject { ["kind"] = request.Type.Kind, ["apiVersion"] = request.Type.ApiVersion, ["metadata"] = metadata };
        return Wrap("BOOKMARK", JsonSerializer.SerializeToUtf8Bytes(Shape(value, resourceVersion), JsonTree.Compact));
    }

    private JsonObject Shape(JsonObject view, long resourceVersion)
    {
        switch (request.Format.As)
        {
            case "Table":
                var table = TableBuilder.Of(request, [view], new JsonObject { ["resourceVersion"] = resourceVersion.ToString() }, withColumns: !_columnsSent);
                _columnsSent = true;
                return table;
            case "PartialObjectMetadata":
                return ObjectWriter.PartialMetadata(view, request.Format.Version!);
            default:
                return view;
        }
    }

    private static byte[] Wrap(string type, byte[] value)
    {
        var head = Encoding.ASCII.GetBytes($"{{\"type\":\"{type}\",\"object\":");
        return [.. head, .. value, (byte)'}'];
    }
}

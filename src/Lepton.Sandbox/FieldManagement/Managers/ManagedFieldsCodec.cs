using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Sandbox.FieldManagement.Sets;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.FieldManagement.Managers;

/// <summary>metadata.managedFields, read and written.</summary>
internal static class ManagedFieldsCodec
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>Entries that make no sense are left out, as a server does rather than refuse the object.</summary>
    public static ManagedState Decode(JsonArray? entries)
    {
        var state = new ManagedState();
        foreach (var entry in (entries ?? []).OfType<JsonObject>())
        {
            if (entry.Str("operation") is not ("Apply" or "Update") || entry.Str("apiVersion") is not { Length: > 0 } apiVersion || entry.Str("fieldsType") != "FieldsV1")
                continue;
            var applies = entry.Str("operation") == "Apply";
            var key = new ManagerKey(entry.Str("manager") ?? "", applies, applies ? "" : apiVersion, entry.Str("subresource") ?? "");
            state.Set(key, new Ownership(FieldsV1.Decode(entry.Obj("fieldsV1")), apiVersion, entry.Str("time")));
        }

        return state;
    }

    /// <summary>Appliers first, then by time (those without one first), manager, version and subresource. Null when nobody owns anything.</summary>
    public static JsonArray? Encode(ManagedState state)
    {
        if (state.Owners.Count == 0)
            return null;
        var ordered = state.Owners
            .OrderBy(owner => owner.Key.Applies ? 0 : 1)
            .ThenBy(owner => owner.Value.Time ?? "", StringComparer.Ordinal)
            .ThenBy(owner => owner.Key.Manager, StringComparer.Ordinal)
            .ThenBy(owner => owner.Value.ApiVersion, StringComparer.Ordinal)
            .ThenBy(owner => owner.Key.Subresource, StringComparer.Ordinal);
        return new JsonArray([.. ordered.Select(owner => Entry(owner.Key, owner.Value))]);
    }

    public static string Time(DateTimeOffset now) => now.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static JsonObject Entry(ManagerKey key, Ownership ownership)
    {
        var entry = new JsonObject();
        if (key.Manager.Length > 0)
            entry["manager"] = key.Manager;
        entry["operation"] = key.Applies ? "Apply" : "Update";
        entry["apiVersion"] = ownership.ApiVersion;
        if (ownership.Time is not null)
            entry["time"] = ownership.Time;
        entry["fieldsType"] = "FieldsV1";
        entry["fieldsV1"] = FieldsV1.Encode(ownership.Fields);
        if (key.Subresource.Length > 0)
            entry["subresource"] = key.Subresource;
        return entry;
    }
}

using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas;
using Lepton.Sandbox.FieldManagement;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Tests.BuiltinSchemas;

namespace Lepton.Sandbox.Tests.FieldManagement;

/// <summary>Shorthand for the tests of field management.</summary>
internal static class Managing
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static FieldManager Builtin(string apiVersion, string kind)
    {
        var schema = Sample.Schema(apiVersion, kind);
        return new FieldManager(BuiltinFieldTypes.Of(schema.Type), schema, schema.Type.Field("status") is not null, schema.Empty);
    }

    public static FieldManager ConfigMaps { get; } = Builtin("v1", "ConfigMap");

    public static FieldManager Deployments { get; } = Builtin("apps/v1", "Deployment");

    public static JsonObject ConfigMap(string data) => Sample.Object($"{{'apiVersion':'v1','kind':'ConfigMap','metadata':{{'name':'c','namespace':'n'}},'data':{data}}}");

    /// <summary>Applies one second later for each step, so that the order of entries is known.</summary>
    public static JsonObject Apply(this FieldManager fields, JsonObject? live, JsonObject applied, string manager, int second, bool force = false, string? subresource = null) =>
        fields.Apply(live, applied, manager, force, subresource, Start.AddSeconds(second));

    public static JsonObject Update(this FieldManager fields, JsonObject? live, JsonObject updated, string manager, int second, string? subresource = null) =>
        fields.TrackUpdate(live, updated, manager, subresource, Start.AddSeconds(second));

    /// <summary>Who owns what: <c>manager/operation@second: fields</c>, in the order of managedFields.</summary>
    public static string[] Owners(JsonObject value) =>
    [
        .. (value.Obj("metadata").Arr("managedFields") ?? []).Select(entry =>
            $"{entry.Str("manager")}/{entry.Str("operation")}{(entry.Str("subresource") is { } sub ? "/" + sub : "")}@{Second(entry.Str("time"))}: {entry.Obj("fieldsV1")!.ToJsonString(JsonTree.Compact).Replace('"', '\'').Replace("\\'", "`", StringComparison.Ordinal)}"),
    ];

    private static string Second(string? time) => time is null ? "-" : ((int)(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture) - Start).TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

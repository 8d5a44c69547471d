using System.Text.Json.Nodes;
using Lepton.Kubernetes.Patching;
using Lepton.Sandbox.BuiltinSchemas;
using Lepton.Sandbox.FieldManagement;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Storage;
using Lepton.Sandbox.Tests.Recorded;

namespace Lepton.Sandbox.Tests.FieldManagement;

/// <summary>Each recorded write repeated from the recorded state before it: the same owners, the same object, the same refusal.</summary>
public sealed class RecordedApplyTests
{
    private static readonly string[] FromServer = ["uid", "resourceVersion", "creationTimestamp", "generation", "namespace", "managedFields", "finalizers"];

    [SkippableTheory]
    [InlineData("05-server-side-apply.json", 40)]
    [InlineData("06-patches.json", 10)]
    [InlineData("09-delete.json", 2)]
    [InlineData("11-leases.json", 5)]
    [InlineData("13-operator-objects.json", 40)]
    public void Writes_of_built_in_kinds(string file, int atLeast)
    {
        var compared = 0;
        var failures = new List<string>();
        foreach (var write in RecordedWrites.Of(file).Where(write => write.Body is JsonObject or JsonArray))
        {
            if (Schema(write) is not { } schema || write.Subresource is not (null or "status") || !IsComparable(write))
                continue;
            compared++;
            if (Difference(write, schema) is { } difference)
                failures.Add($"{write}\n{difference}");
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {compared} differ:\n{string.Join("\n", failures)}");
        Assert.True(compared >= atLeast, $"only {compared} writes were compared");
    }

    private static bool IsComparable(RecordedWrite write)
    {
        if (write.Method == "PATCH" && !write.IsApply && write.Live is null)
            return false;
        return write.Status is 200 or 201
            ? write.Answer.Obj("metadata")?["uid"] is not null
            : write.IsApply && (write.Status == 409 && write.Answer.Str("message")!.StartsWith("Apply failed", StringComparison.Ordinal)
                || write.Answer.Str("message")!.Contains("typed patch object", StringComparison.Ordinal));
    }

    private static string? Difference(RecordedWrite write, BuiltinSchema schema)
    {
        var fields = new FieldManager(BuiltinFieldTypes.Of(schema.Type), schema, schema.Type.Field("status") is not null, schema.Empty);
        try
        {
            var ours = write.IsApply ? Apply(fields, write, schema) : Update(fields, write, schema);
            if (write.Status is not (200 or 201))
                return $"recorded {write.Status} {write.Answer["message"]}, ours succeeded";
            return Compare("managedFields", Owners(write.Answer), Owners(ours))
                ?? (write.IsApply ? Compare("object", Body(write.Answer, write), Body(ours, write)) : null);
        }
        catch (ApiStatusException e)
        {
            return Compare("error", $"{write.Status} {write.Answer["message"]}", $"{e.Code} {e.Message}")
                ?? (e.Code == 409 ? Compare("details", write.Answer["details"]?.ToJsonString() ?? "", e.Details?.ToJsonString() ?? "") : null);
        }
    }

    private static JsonObject Apply(FieldManager fields, RecordedWrite write, BuiltinSchema schema)
    {
        var applied = JsonTree.Clone(write.Body!.AsObject());
        if (applied.Obj("metadata")?["resourceVersion"] is not null)
            applied.Obj("metadata")!.Remove("resourceVersion");
        var result = fields.Apply(write.Live, applied, write.Manager, write.Force, write.Subresource, Managing.Start.AddYears(1));

        // What the path of the write does not reach is the server's to put back.
        if (write.Live is not null && write.Subresource == "status")
            JsonTree.CopyField(write.Live, result, "spec");
        else if (write.Live is not null && schema.Type.Field("status") is not null)
            JsonTree.CopyField(write.Live, result, "status");
        return result;
    }

    private static JsonObject Update(FieldManager fields, RecordedWrite write, BuiltinSchema schema)
    {
        var apiVersion = write.Answer.Str("apiVersion")!;
        var patch = PatchSchemas.For(apiVersion.Contains('/') ? apiVersion.Split('/')[0] : "", write.Answer.Str("kind")!);
        var updated = write.Patched(patch);
        updated["kind"] ??= write.Answer.Str("kind");
        updated["apiVersion"] ??= apiVersion;
        schema.Prune(updated);
        schema.ApplyDefaults(updated);
        updated.Obj("metadata")!.Remove("deletionTimestamp");
        if (write.Live is not null)
        {
            foreach (var field in (string[])["uid", "resourceVersion", "creationTimestamp", "generation", "name", "namespace"])
                JsonTree.CopyField(write.Live.Obj("metadata"), updated.Child("metadata"), field);
        }

        if (write.Subresource == "status")
        {
            var next = JsonTree.Clone(write.Live!);
            JsonTree.CopyField(updated, next, "status");
            updated = next;
        }
        else if (write.Live is not null && schema.Type.Field("status") is not null)
        {
            JsonTree.CopyField(write.Live, updated, "status");
        }

        if (updated.Obj("metadata").Arr("managedFields") is [JsonObject { Count: 0 }])
        {
            updated.Obj("metadata")!.Remove("managedFields");
            write.Live!.Obj("metadata")!.Remove("managedFields");
        }

        return fields.TrackUpdate(write.Live, updated, write.Manager, write.Subresource, Managing.Start.AddYears(1));
    }

    private static BuiltinSchema? Schema(RecordedWrite write)
    {
        var source = write.Status is 200 or 201 ? write.Answer : write.Body as JsonObject;
        return source.Str("apiVersion") is { } apiVersion && source.Str("kind") is { } kind
            ? BuiltinSchema.Find(apiVersion.Contains('/') ? apiVersion.Split('/')[0] : "", apiVersion.Split('/')[^1], kind)
            : null;
    }

    private static string Owners(JsonObject value) => string.Join(
        "\n",
        (value.Obj("metadata").Arr("managedFields") ?? [])
            .Select(entry => $"{entry.Str("manager")} {entry.Str("operation")} {entry.Str("apiVersion")} {entry.Str("subresource")} {(entry.Str("time") is null ? "no time" : "time")} {Sorted(entry?["fieldsV1"])}")
            .Order(StringComparer.Ordinal));

    private static string Body(JsonObject value, RecordedWrite write)
    {
        var copy = JsonTree.Clone(value);
        foreach (var field in FromServer)
            copy.Obj("metadata")?.Remove(field);
        if (write.Live is null)
        {
            copy.Remove("status");
            foreach (var field in (string[])["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "finalizers", "taints", "selector", "template", "tolerations", "priority", "preemptionPolicy"])
                copy.Obj("spec")?.Remove(field);
            foreach (var port in copy.Obj("spec").Arr("ports") ?? [])
                (port as JsonObject)?.Remove("nodePort");
            copy.Obj("metadata").Obj("labels")?.Remove("kubernetes.io/metadata.name");
        }

        return Sorted(copy);
    }

    private static string Sorted(JsonNode? node) => node switch
    {
        JsonObject map => "{" + string.Join(",", map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}:{Sorted(pair.Value)}")) + "}",
        JsonArray list => "[" + string.Join(",", list.Select(Sorted)) + "]",
        _ => node?.ToJsonString() ?? "null",
    };

    private static string? Compare(string what, string recorded, string ours) => recorded == ours ? null : $"  {what}\n    recorded {recorded}\n    ours     {ours}";
}

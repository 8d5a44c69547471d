using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Tests.Recorded;

namespace Lepton.Sandbox.Tests.BuiltinSchemas;

/// <summary>Objects as a real server answered them, against ours from the same request.</summary>
public sealed class RecordedObjectTests
{
    private static readonly string[] ServerWritten = ["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "namespace", "finalizers"];

    [SkippableTheory]
    [InlineData("05-server-side-apply.json")]
    [InlineData("06-patches.json")]
    [InlineData("08-list.json")]
    [InlineData("12-events.json")]
    [InlineData("13-operator-objects.json")]
    [InlineData("14-controllers.json")]
    public void What_was_created_looks_the_same(string file)
    {
        var compared = 0;
        foreach (var step in Wire.Steps(file).Where(IsCreation))
        {
            var recorded = JsonTree.Clone(step["response"]!["body"]!.AsObject());
            var ours = JsonTree.Clone(step["request"]!["body"]!.AsObject());
            var schema = Lepton.Sandbox.BuiltinSchemas.BuiltinSchema.Find(Group(ours), Version(ours), ours.Str("kind")!);
            if (schema is null)
                continue;
            Assert.Null(schema.DecodeError(ours));
            Assert.Empty(schema.Prune(ours));
            schema.ApplyDefaults(ours);
            Strip(ours);
            Strip(recorded);
            Assert.True(ours.ToJsonString() == recorded.ToJsonString(), $"{file} step {step["step"]}:\nrecorded {recorded.ToJsonString()}\nours     {ours.ToJsonString()}");
            compared++;
        }

        Assert.True(compared > 0, "nothing was compared");
    }

    [SkippableTheory]
    [InlineData("05-server-side-apply.json")]
    [InlineData("09-delete.json")]
    [InlineData("13-operator-objects.json")]
    [InlineData("14-controllers.json")]
    [InlineData("19-more-controllers.json")]
    public void What_was_answered_is_already_in_the_form_we_write(string file)
    {
        foreach (var step in Wire.Steps(file).Where(step => (step["response"]?["body"] as JsonObject).Obj("metadata")?["uid"] is not null && step["response"]?["bodyTrimmed"] is null))
        {
            var recorded = JsonTree.Clone(step["response"]!["body"]!.AsObject());
            var schema = Lepton.Sandbox.BuiltinSchemas.BuiltinSchema.Find(Group(recorded), Version(recorded), recorded.Str("kind")!);
            if (schema is null)
                continue;
            var ours = JsonTree.Clone(recorded);
            Assert.Empty(schema.Prune(ours));
            schema.ApplyDefaults(ours);
            Assert.True(ours.ToJsonString() == recorded.ToJsonString(), $"{file} step {step["step"]}:\nrecorded {recorded.ToJsonString()}\nours     {ours.ToJsonString()}");
        }
    }

    private static bool IsCreation(JsonObject step) =>
        step["response"]?["status"].AsLong() == 201
        && step["response"]?["bodyTrimmed"] is null
        && step["request"]?["body"] is JsonObject body
        && body.Str("kind") is not (null or "Pod" or "Job" or "Eviction" or "Binding" or "TokenRequest" or "DeleteOptions")
        && !body.Str("kind")!.EndsWith("Review", StringComparison.Ordinal)
        && step["response"]?["body"].Str("kind") == body.Str("kind");

    private static string Group(JsonObject value) => value.Str("apiVersion")!.Contains('/') ? value.Str("apiVersion")!.Split('/')[0] : "";

    private static string Version(JsonObject value) => value.Str("apiVersion")!.Split('/')[^1];

    /// <summary>What the server and its admission write beyond the schema.</summary>
    private static void Strip(JsonObject value)
    {
        foreach (var field in ServerWritten)
            value.Obj("metadata")?.Remove(field);
        value.Obj("metadata").Obj("labels")?.Remove("kubernetes.io/metadata.name");
        if (value.Obj("metadata").Obj("labels") is { Count: 0 })
            value.Obj("metadata")!.Remove("labels");
        var spec = value.Obj("spec");
        foreach (var field in (string[])["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "finalizers", "taints"])
            spec?.Remove(field);
        foreach (var port in spec.Arr("ports") ?? [])
            (port as JsonObject)?.Remove("nodePort");
        if (value.Str("kind") is "CustomResourceDefinition")
        {
            value.Remove("status");
            spec?.Remove("conversion");
            spec.Obj("names")?.Remove("singular");
            spec.Obj("names")?.Remove("listKind");
        }

        if (value.Str("kind") is "ReplicaSet" or "Namespace")
            value.Remove("status");
    }
}

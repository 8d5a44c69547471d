using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Kubernetes.Tests.Http;
using Lepton.Kubernetes.Tests.Models;
using Lepton.Testing.Http;

namespace Lepton.Kubernetes.Tests.Wire;

/// <summary>Our types and errors against what a real kube-apiserver 1.36 said.</summary>
public class WireTests
{
    private static readonly Dictionary<(string, string), Type> Kinds = typeof(V1Pod).Assembly.GetTypes()
        .Where(t => t.GetCustomAttribute<KubernetesEntityAttribute>() is not null)
        .ToDictionary(t => (ResourceDefinition.Of(t).ApiVersion, ResourceDefinition.Of(t).Kind));

    [SkippableFact]
    public void EveryRecordedObjectOfAKnownKindIsReadAndWrittenWithoutLoss()
    {
        WireCorpus.SkipIfAbsent();
        var checkedObjects = 0;
        foreach (var step in WireCorpus.Steps().Where(s => s.Status is >= 200 and < 300 && !s.IsTrimmed))
        {
            foreach (var (json, type) in Objects(step.Body))
            {
                var typed = System.Text.Json.JsonSerializer.Deserialize(json, type, KubernetesJson.Options);
                var written = System.Text.Json.JsonSerializer.SerializeToNode(typed, type, KubernetesJson.Options);
                Assert.True(Comparable(json) == Comparable(written), $"{step.Id} {type.Name}\n{Comparable(json)}\n{Comparable(written)}");
                checkedObjects++;
            }
        }

        Assert.True(checkedObjects > 300, checkedObjects.ToString(CultureInfo.InvariantCulture));
    }

    [SkippableFact]
    public async Task EveryRecordedErrorBecomesAnExceptionWithItsStatus()
    {
        WireCorpus.SkipIfAbsent();
        var errors = WireCorpus.Steps().Where(s => s.Status >= 400 && s.Path is not null && (s.Body is JsonValue || (string?)(s.Body as JsonObject)?["kind"] == "Status")).ToList();
        WireStep current = errors[0];
        await using var server = await ScriptedServer.StartAsync(c => current.Body is JsonObject json
            ? c.JsonAsync(json.ToJsonString(), current.Status)
            : c.TextAsync((string)current.Body!, current.Status));
        using var client = server.Client();
        foreach (var step in errors)
        {
            current = step;
            var e = await Assert.ThrowsAsync<KubernetesApiException>(() => client.RequestAsync(HttpMethod.Get, "/x"));
            Assert.Equal(step.Status, (int)e.HttpStatus);
            if (step.Body is not JsonObject status)
                continue;
            Assert.True((string?)status["reason"] == e.Status.Reason, step.Id);
            Assert.True((string?)status["message"] == e.Message, step.Id);
            Assert.True((status["details"]?["causes"] as JsonArray)?.Count == e.Status.Details?.Causes?.Count, step.Id);
        }

        Assert.True(errors.Count > 100, errors.Count.ToString(CultureInfo.InvariantCulture));
    }

    [SkippableFact]
    public async Task RecordedDiscoveryIsUnderstood()
    {
        WireCorpus.SkipIfAbsent();
        var documents = WireCorpus.Steps().Where(s => s.File == "01" && s.Status == 200).ToList();
        WireStep Find(string path, string kind) => documents.First(s => s.Path == path && (string?)(s.Body as JsonObject)?["kind"] == kind);
        var recorded = new Dictionary<string, WireStep> { ["/api"] = Find("/api", "APIGroupDiscoveryList"), ["/apis"] = Find("/apis", "APIGroupDiscoveryList") };
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync(recorded[c.Request.Path.Value!].Body.ToJsonString()));
        using var client = server.Client();
        // The recording holds these of the core group, and autoscaling.
        foreach (var type in new[] { typeof(V1Pod), typeof(V1Service), typeof(V1Namespace), typeof(V1Node), typeof(V1ConfigMap), typeof(V2HorizontalPodAutoscaler) })
        {
            var expected = ResourceDefinition.Of(type);
            Assert.Equal(expected, await client.FindResourceAsync(expected.ApiVersion, expected.Kind));
        }
    }

    private static IEnumerable<(JsonObject Json, Type Type)> Objects(JsonNode? node)
    {
        if (node is JsonArray array)
            return array.SelectMany(Objects);
        if (node is not JsonObject json)
            return [];
        var (apiVersion, kind) = (json["apiVersion"]?.ToString() ?? "", json["kind"]?.ToString() ?? "");
        if (Kinds.TryGetValue((apiVersion, kind), out var type) && json["metadata"] is JsonObject)
            return [(json, type)];
        // Items of built-in lists have no kind of their own.
        if (kind.EndsWith("List", StringComparison.Ordinal) && Kinds.TryGetValue((apiVersion, kind[..^4]), out type))
            return (json["items"] as JsonArray ?? []).OfType<JsonObject>().Where(i => i["metadata"] is JsonObject).Select(i => (i, type));
        return json["object"] is { } changed ? Objects(changed) : [];
    }

    // Null and absent mean the same.
    private static string Comparable(JsonNode? node)
    {
        var copy = node!.DeepClone();
        RemoveNulls(copy);
        return RoundTripTests.Normal(copy);
    }

    private static void RemoveNulls(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            foreach (var key in map.Where(p => p.Value is null).Select(p => p.Key).ToList())
                map.Remove(key);
            foreach (var (_, value) in map)
                RemoveNulls(value);
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
                RemoveNulls(item);
        }
    }
}

using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.Admission;

namespace Lepton.ControllerRuntime.Tests.Admission;

/// <summary>Questions a real kube-apiserver 1.36 asked a webhook, read and answered.</summary>
public sealed class RecordedReviewTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Assets", "Admission");

    public static TheoryData<string> Files { get; } = [.. Directory.EnumerateFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    [Trait("Rule", "Admission/uid-and-version-echoed")]
    public async Task It_is_read_whole_and_its_uid_and_version_come_back(string file)
    {
        var review = Read(file);
        AdmissionRequest? seen = null;
        await using var server = await WebhookServer.StartAsync(request =>
        {
            seen = request;
            return AdmissionResponse.Allow();
        });
        var answer = await server.AskAsync(review.ToJsonString());

        var asked = review["request"]!;
        Assert.Equal($$$"""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"{{{asked["uid"]}}}","allowed":true}}""", answer.ToJsonString());
        Assert.Equal((string?)asked["name"], seen!.Name);
        Assert.Equal(((string?)asked["operation"], (string?)asked["namespace"], (string?)asked["subResource"], (bool?)asked["dryRun"]), (seen.Operation, seen.Namespace, seen.SubResource, seen.DryRun));
        Assert.Equal(((string?)asked["kind"]!["kind"], (string?)asked["resource"]!["resource"]), (seen.Kind.Kind, seen.Resource.Resource));
        Assert.True(JsonNode.DeepEquals(asked["object"], seen.Object) && JsonNode.DeepEquals(asked["oldObject"], seen.OldObject) && JsonNode.DeepEquals(asked["options"], seen.Options));
        Assert.Equal(["system:masters", "system:authenticated"], seen.UserInfo.Groups);
    }

    [Fact]
    public void Every_operation_and_shape_was_recorded()
    {
        var all = Directory.EnumerateFiles(Folder).Select(f => Read(Path.GetFileNameWithoutExtension(f))["request"]!).ToList();
        Assert.Equal(["CREATE", "DELETE", "UPDATE"], all.Select(r => (string)r["operation"]!).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(all, r => r["name"] is null);
        Assert.Contains(all, r => (string?)r["options"]!["fieldManager"] == "alice");
        Assert.Contains(all, r => (bool)r["dryRun"]!);
    }

    internal static JsonObject Read(string file) => (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{file}.json")))!;
}

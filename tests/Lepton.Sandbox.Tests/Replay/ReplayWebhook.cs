using System.Text.Json.Nodes;
using Lepton.Sandbox.Tests.Admission;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>
/// The webhook of scenario 15: answers each path as the recorded one did, and compares what it is asked. Conversions it makes itself, as the recorded one did: <c>count</c> in v1 is
/// <c>amount</c> in v2.
/// </summary>
internal sealed class ReplayWebhook : IAsyncDisposable
{
    private const string Host = "webhook.invalid:443";
    private const string Bundle = "<BASE64-PEM>";
    private readonly WebhookServer _server;
    private readonly Correspondence _correspondence;

    private ReplayWebhook(WebhookServer server, Correspondence correspondence)
    {
        _server = server;
        _correspondence = correspondence;
        correspondence.Word(Host, server.Address.Authority);
        correspondence.Word(Bundle, server.CaBundle);
    }

    /// <param name="steps">Of the scenario.</param>
    public static async Task<ReplayWebhook> StartAsync(IEnumerable<JsonObject> steps, Correspondence correspondence)
    {
        var answers = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var call in steps.SelectMany(Calls))
            answers.TryAdd(((string)call["request"]!["path"]!).Split('?')[0], call);
        return new ReplayWebhook(await WebhookServer.StartAsync((path, review) => Answer(answers.GetValueOrDefault(path), review)), correspondence);
    }

    public static bool IsNeeded(IEnumerable<JsonObject> steps) => steps.Any(step => step["webhookCalls"] is JsonArray { Count: > 0 });

    /// <summary>The differences of what was asked since the last step. Conversions are asked for as often as a server's caches like: they show in what is read.</summary>
    public List<string> Compare(JsonObject step)
    {
        var asked = new List<JsonObject>();
        while (_server.Asked.TryDequeue(out var call))
        {
            if (call.Review["kind"]!.GetValue<string>() == "AdmissionReview")
                asked.Add(new JsonObject { ["path"] = call.Path, ["body"] = call.Review });
        }

        var recorded = Calls(step).Select(call => (JsonObject)call["request"]!).Where(request => (string?)request["body"]!["kind"] == "AdmissionReview").ToArray();
        if (recorded.Length != asked.Count)
            return [$"webhook: asked {recorded.Length} times in the recording, {asked.Count} times by us"];
        var comparer = new BodyComparer(_correspondence, partial: false);
        foreach (var (theirs, ours) in recorded.Zip(asked))
            comparer.Compare(new JsonObject { ["path"] = theirs["path"]!.DeepClone(), ["body"] = theirs["body"]!.DeepClone() }, ours);
        return [.. comparer.Differences.Select(difference => "webhook " + difference)];
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static IEnumerable<JsonObject> Calls(JsonObject step) => (step["webhookCalls"] as JsonArray ?? []).Select(call => (JsonObject)call!);

    private static string Answer(JsonObject? recorded, JsonObject review)
    {
        var uid = (string?)review["request"]!["uid"];
        if ((string?)review["kind"] == "ConversionReview")
            return Convert((JsonObject)review["request"]!);
        if (recorded?["answered"] is not JsonObject answered)
            return "";
        if (answered["body"] is not JsonObject body)
            return answered["body"]!.ToJsonString();
        var copy = (JsonObject)body.DeepClone();
        if (copy["response"] is JsonObject response && (string?)response["uid"] == (string?)recorded["request"]!["body"]!["request"]!["uid"])
            response["uid"] = uid;
        return copy.ToJsonString();
    }

    private static string Convert(JsonObject request)
    {
        var response = new JsonObject { ["uid"] = request["uid"]!.DeepClone() };
        var objects = (JsonArray)request["objects"]!;
        if (objects.Any(o => (string?)o!["metadata"]!["name"] == "unconvertible"))
        {
            response["result"] = new JsonObject { ["status"] = "Failure", ["message"] = "cannot convert" };
        }
        else
        {
            response["convertedObjects"] = new JsonArray([.. objects.Select(o => Converted((JsonObject)o!.DeepClone(), (string)request["desiredAPIVersion"]!))]);
            response["result"] = new JsonObject { ["status"] = "Success" };
        }

        return new JsonObject { ["apiVersion"] = "apiextensions.k8s.io/v1", ["kind"] = "ConversionReview", ["response"] = response }.ToJsonString();
    }

    private static JsonObject Converted(JsonObject value, string version)
    {
        value["apiVersion"] = version;
        var (from, to) = version.EndsWith("v2", StringComparison.Ordinal) ? ("count", "amount") : ("amount", "count");
        if (value["spec"] is JsonObject spec && spec.Remove(from, out var number))
            spec[to] = number;
        return value;
    }
}

using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>A recorded watch, running beside the steps that were done while it was open.</summary>
internal sealed class ReplayWatch
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(150);
    private readonly JsonObject _response;
    private readonly Correspondence _correspondence;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<JsonNode> _events = [];
    private readonly Task _reading;
    private readonly int _status;

    private ReplayWatch(HttpResponseMessage message, JsonObject response, Correspondence correspondence)
    {
        _response = response;
        _correspondence = correspondence;
        _status = (int)message.StatusCode;
        _reading = ReadAsync(message);
    }

    public static async Task<ReplayWatch> OpenAsync(HttpClient client, string path, JsonObject request, JsonObject response, Correspondence correspondence)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, path);
        message.Headers.TryAddWithoutValidation("Accept", (string?)request["headers"]?["Accept"] ?? "application/json");
        return new ReplayWatch(await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead), response, correspondence);
    }

    public async Task<List<string>> CloseAsync()
    {
        var expected = _response["body"] as JsonArray ?? [];
        var endsByItself = ((string?)_response["ended"])?.Contains("recorder", StringComparison.Ordinal) != true;
        using (var deadline = new CancellationTokenSource(Patience))
        {
            while (!deadline.IsCancellationRequested && !_reading.IsCompleted && (endsByItself || Count() < expected.Count))
                await Task.Delay(10);
        }

        if (!endsByItself)
            await Task.WhenAny(_reading, Task.Delay(Grace));
        var differences = new List<string>();
        if (endsByItself && !_reading.IsCompleted)
            differences.Add($"the stream should have ended: {_response["ended"]}");
        await _stop.CancelAsync();
        await _reading;
        if (_status != (int)_response["status"]!)
            differences.Add($"status: recorded {_response["status"]}, ours {_status}");
        differences.AddRange(Compare(expected));
        _stop.Dispose();
        return differences;
    }

    private List<string> Compare(JsonArray expected)
    {
        var trimmed = (string?)_response["bodyTrimmed"];
        var ours = new JsonArray([.. _events.Select(e => (JsonNode)Flatten(e, expected.FirstOrDefault(), trimmed))]);
        var comparer = new BodyComparer(_correspondence, trimmed is not (null or "as received"));
        comparer.Compare(expected, ours);
        return comparer.Differences;
    }

    /// <summary>Some events were recorded as type, name and version only.</summary>
    private static JsonNode Flatten(JsonNode e, JsonNode? recorded, string? trimmed) => recorded switch
    {
        JsonArray => Short(e, withVersion: trimmed?.Contains("resourceVersion", StringComparison.Ordinal) == true),
        JsonObject o when o.ContainsKey("name") && !o.ContainsKey("object") => new JsonObject
        {
            ["type"] = (string?)e["type"],
            ["name"] = (string?)e["object"]?["metadata"]?["name"],
            ["resourceVersion"] = (string?)e["object"]?["metadata"]?["resourceVersion"],
        },
        _ => e.DeepClone(),
    };

    private static JsonArray Short(JsonNode e, bool withVersion)
    {
        var metadata = e["object"]?["metadata"];
        var annotations = metadata?["annotations"]?.DeepClone();
        var brief = new JsonArray((string?)e["type"], (string?)metadata?["name"] ?? (withVersion ? "" : null));
        if (withVersion)
            brief.Add((string?)metadata?["resourceVersion"]);
        if (annotations is not null || !withVersion)
            brief.Add(annotations);
        return brief;
    }

    private int Count()
    {
        lock (_events)
            return _events.Count;
    }

    private async Task ReadAsync(HttpResponseMessage message)
    {
        using (message)
        {
            try
            {
                using var reader = new StreamReader(await message.Content.ReadAsStreamAsync(_stop.Token));
                while (await reader.ReadLineAsync(_stop.Token) is { } line)
                {
                    lock (_events)
                        _events.Add(JsonNode.Parse(line)!);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // Closed from our side.
            }
        }
    }
}

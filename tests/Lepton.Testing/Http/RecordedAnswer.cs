using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lepton.Testing.Http;

/// <summary>An answer a real API server gave, from a file: <c>status</c>, <c>headers</c>, and <c>body</c> or the <c>events</c> of a watch.</summary>
public sealed class RecordedAnswer
{
    private readonly JsonObject _answer;

    private RecordedAnswer(JsonObject answer) => _answer = answer;

    /// <summary>The events of a watch, in their order.</summary>
    public IReadOnlyList<JsonObject> Events => [.. (_answer["events"] as JsonArray ?? []).OfType<JsonObject>()];

    public JsonNode? Body => _answer["body"];

    /// <exception cref="FileNotFoundException">There is no such file; it is named.</exception>
    public static RecordedAnswer Load(string path) => new((JsonObject)JsonNode.Parse(File.ReadAllText(path))!);

    /// <summary>Gives the answer. The events of a watch come one by one, as they did.</summary>
    public async Task SendAsync(HttpContext context)
    {
        context.Response.StatusCode = (int)_answer["status"]!;
        foreach (var (name, value) in (JsonObject)_answer["headers"]!)
            context.Response.Headers[name] = value is JsonArray several ? several.Select(v => (string?)v).ToArray() : (string?)value;
        if (Body is { } body)
        {
            await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
            return;
        }

        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        foreach (var line in Events)
        {
            await context.Response.WriteAsync(line.ToJsonString() + "\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}

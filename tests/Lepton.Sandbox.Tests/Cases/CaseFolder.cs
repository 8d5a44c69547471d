using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tests.Cases;

/// <summary>
/// The cases of one topic: YAML files, in order, each a list of exchanges with what a real API server 1.36 answers. A step has
/// <c>do</c> (method and path), <c>type</c> (Content-Type; JSON unless said), <c>headers</c>, <c>body</c>, <c>id</c> (for <c>${id:/json/pointer}</c> in later steps), and of the
/// answer <c>status</c>, <c>warnings</c> and one of <c>has</c> (a part of it), <c>error</c> (the whole Status but for what all have), <c>text</c>, or, for a watch, <c>events</c>
/// with <c>ends</c> and <c>closed</c> (the step after which it is closed). One without a status only prepares.
/// </summary>
internal static class CaseFolder
{
    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "Cases");

    public static IEnumerable<string> Topics => Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    /// <summary>The steps of a topic in the form of the recordings.</summary>
    public static List<JsonObject> Steps(string topic)
    {
        var steps = new List<JsonObject>();
        foreach (var file in Directory.GetFiles(Path.Combine(Root, topic), "*.yaml").Order(StringComparer.Ordinal))
        {
            var list = YamlDecoder.Decode(File.ReadAllText(file)) as JsonArray ?? throw new FormatException($"{file}: a list of steps is expected");
            foreach (var step in list)
                steps.Add(Step(step as JsonObject ?? throw new FormatException($"{file}: a step is a map"), file, steps.Count));
        }

        return steps;
    }

    private static JsonObject Step(JsonObject step, string file, int index)
    {
        if ((string?)step["do"] is not { } action || action.Split(' ', 2) is not [var method, var path])
            throw new FormatException($"{file}: step \"{step["note"]}\" has no do: METHOD PATH");
        var request = new JsonObject { ["method"] = method, ["path"] = path, ["headers"] = Headers(step), ["body"] = step["body"]?.DeepClone() };
        if (!step.ContainsKey("status"))
            return new JsonObject { ["step"] = -index, ["setupBefore"] = new JsonArray(new JsonObject { ["id"] = step["id"]?.DeepClone(), ["request"] = request, ["response"] = new JsonObject() }) };
        return new JsonObject
        {
            ["step"] = step["step"]?.DeepClone() ?? -index,
            ["note"] = step["note"]?.DeepClone(),
            ["id"] = step["id"]?.DeepClone(),
            ["request"] = request,
            ["response"] = Response(step),
        };
    }

    private static JsonObject Headers(JsonObject step)
    {
        var headers = step["headers"]?.DeepClone() as JsonObject ?? [];
        if (!headers.ContainsKey("Accept"))
            headers["Accept"] = "application/json";
        else if (headers["Accept"] is null)
            headers.Remove("Accept");
        if (step["body"] is not null && (string?)step["type"] is not "")
            headers["Content-Type"] = (string?)step["type"] ?? "application/json";
        return headers;
    }

    private static JsonObject Response(JsonObject step)
    {
        var status = (int)step["status"].AsLong()!.Value;
        var response = new JsonObject { ["status"] = status, ["headers"] = new JsonObject(), ["bodyTrimmed"] = step["trimmed"]?.DeepClone() ?? "a part" };
        if (step["warnings"] is { } warnings)
            response["headers"]!["Warning"] = warnings.DeepClone();
        if (step["error"] is JsonObject error)
        {
            response["body"] = Status(error, status);
            response.Remove("bodyTrimmed");
        }
        else if (step.ContainsKey("events"))
        {
            response["ended"] = step["ends"]?.DeepClone();
            response["closedAfterStep"] = step["closed"]?.DeepClone();
            response["body"] = step["events"]?.DeepClone() ?? new JsonArray();
        }
        else if ((step["has"] ?? step["text"]) is { } body)
        {
            response["body"] = body.DeepClone();
        }

        return response;
    }

    private static JsonObject Status(JsonObject error, int status)
    {
        var body = new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure", ["code"] = status };
        foreach (var (name, value) in error)
            body[name] = value?.DeepClone();
        return body;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Patching;

/// <summary>One operation of a JSON patch.</summary>
internal sealed record JsonPatchOperation(string Op, string Path, string? From, JsonNode? Value, bool HasValue)
{
    public static JsonPatchOperation Parse(JsonNode? node)
    {
        if (node is not JsonObject operation)
            throw new PatchException(PatchProblem.Malformed, $"json: cannot unmarshal {GoText.JsonType(node)} into Go value of type handlers.jsonPatchOp");
        var hasValue = operation.TryGetPropertyValue("value", out var value);
        return new JsonPatchOperation(Text(operation, "op") ?? "", Text(operation, "path") ?? "", Text(operation, "from"), value, hasValue);
    }

    public JsonNode? Apply(JsonNode? document)
    {
        var path = JsonPointer.Parse(Path);
        switch (Op)
        {
            case "test":
                Test(document, path);
                return document;
            case "replace" when path.Length == 0:
                return GivenValue()?.DeepClone();
            case "add":
                Add(document, path, GivenValue()?.DeepClone());
                return document;
            case "replace":
                Replace(document, path, GivenValue()?.DeepClone());
                return document;
            case "remove":
                Remove(document, path);
                return document;
            case "copy":
                Add(document, path, Source(document)?.DeepClone());
                return document;
            case "move":
                Move(document, path);
                return document;
            default:
                throw Failed($"unknown operation \"{Op}\"");
        }
    }

    private static string? Text(JsonObject operation, string key)
    {
        var node = operation[key];
        if (node is null)
            return null;
        return node.GetValueKind() == JsonValueKind.String
            ? node.GetValue<string>()
            : throw new PatchException(PatchProblem.Malformed, $"json: cannot unmarshal {GoText.JsonType(node)} into Go struct field jsonPatchOp.{key} of type string");
    }

    private JsonNode? GivenValue() => HasValue ? Value : throw Failed("the operation needs a value");

    private void Test(JsonNode? document, string[] path)
    {
        var actual = JsonPointer.Find(document, path, out _);
        if (!JsonNode.DeepEquals(actual, Value))
            throw Failed($"found {GoText.Json(actual)}, expected {GoText.Json(Value)}");
    }

    private JsonNode? Source(JsonNode? document)
    {
        var value = JsonPointer.Find(document, JsonPointer.Parse(From ?? throw Failed("the operation needs from")), out var found);
        return found ? value : throw Failed($"there is nothing at {From}");
    }

    private void Move(JsonNode? document, string[] path)
    {
        var value = Source(document)?.DeepClone();
        Remove(document, JsonPointer.Parse(From!));
        Add(document, path, value);
    }

    private void Add(JsonNode? document, string[] path, JsonNode? value)
    {
        switch (Parent(document, path))
        {
            case JsonObject parent:
                parent[path[^1]] = value;
                break;
            case JsonArray list when path[^1] == "-":
                list.Add(value);
                break;
            case JsonArray list when JsonPointer.TryIndex(path[^1], list.Count + 1, out var index) && index <= list.Count:
                list.Insert(index, value);
                break;
            default:
                throw Failed("there is no such place to add to");
        }
    }

    private void Replace(JsonNode? document, string[] path, JsonNode? value)
    {
        switch (Parent(document, path))
        {
            case JsonObject parent:
                parent[path[^1]] = value;
                break;
            case JsonArray list when JsonPointer.TryIndex(path[^1], list.Count, out var index) && index < list.Count:
                list[index] = value;
                break;
            default:
                throw Failed("there is nothing to replace");
        }
    }

    private void Remove(JsonNode? document, string[] path)
    {
        switch (Parent(document, path))
        {
            case JsonObject parent when parent.Remove(path[^1]):
                break;
            case JsonArray list when JsonPointer.TryIndex(path[^1], list.Count, out var index) && index < list.Count:
                list.RemoveAt(index);
                break;
            default:
                throw Failed("there is nothing to remove");
        }
    }

    private JsonNode? Parent(JsonNode? document, string[] path)
    {
        if (path.Length == 0)
            throw Failed("the whole document cannot be changed this way");
        return JsonPointer.Find(document, path.AsSpan(0, path.Length - 1), out _);
    }

    private PatchException Failed(string why) => new(PatchProblem.NotApplicable, $"{Op} {Path}: {why}");
}

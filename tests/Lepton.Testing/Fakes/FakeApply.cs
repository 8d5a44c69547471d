using System.Text.Json.Nodes;

namespace Lepton.Testing.Fakes;

/// <summary>The merge of an apply.</summary>
internal static class FakeApply
{
    /// <param name="before">The object; null when there is none.</param>
    /// <param name="applied">What the same manager applied last.</param>
    /// <param name="json">What it applies now.</param>
    internal static JsonObject Merge(JsonObject? before, JsonObject? applied, JsonObject json)
    {
        var after = (JsonObject?)before?.DeepClone() ?? [];
        if (applied is not null)
            Remove(after, applied, json);
        Add(after, json);
        return after;
    }

    private static void Remove(JsonObject target, JsonObject applied, JsonObject kept)
    {
        foreach (var (name, value) in applied)
        {
            if (value is JsonObject inner && target[name] is JsonObject there)
                Remove(there, inner, kept[name] as JsonObject ?? []);
            else if (!kept.ContainsKey(name))
                target.Remove(name);
        }
    }

    private static void Add(JsonObject target, JsonObject json)
    {
        foreach (var (name, value) in json)
        {
            if (value is JsonObject inner && target[name] is JsonObject there)
                Add(there, inner);
            else
                target[name] = value?.DeepClone();
        }
    }
}

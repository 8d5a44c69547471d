using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tables;

/// <summary>
/// The JSON paths of printer columns: <c>.a.b</c>, <c>.a\.b</c>, <c>['a']</c>, <c>[0]</c>, <c>[*]</c> and <c>[?(@.type=="Ready")]</c>.
/// </summary>
internal sealed class JsonPath
{
    private readonly List<Func<IEnumerable<JsonNode?>, IEnumerable<JsonNode?>>> _steps = [];

    private JsonPath()
    {
    }

    public static JsonPath Parse(string path)
    {
        var result = new JsonPath();
        var i = 0;
        while (i < path.Length)
            i = path[i] == '[' ? result.Bracket(path, i) : result.Field(path, i);
        return result;
    }

    /// <summary>The first value the path finds.</summary>
    public JsonNode? First(JsonNode root)
    {
        IEnumerable<JsonNode?> nodes = [root];
        foreach (var step in _steps)
            nodes = step(nodes);
        return nodes.FirstOrDefault();
    }

    private int Field(string path, int start)
    {
        var i = path[start] == '.' ? start + 1 : start;
        var name = new System.Text.StringBuilder();
        for (; i < path.Length && path[i] is not ('.' or '['); i++)
        {
            if (path[i] == '\\' && i + 1 < path.Length)
                i++;
            name.Append(path[i]);
        }

        if (name.Length > 0)
            AddChild(name.ToString());
        return i;
    }

    private int Bracket(string path, int start)
    {
        var end = path.IndexOf(path.AsSpan(start).StartsWith("[?(") ? ")]" : "]", start, StringComparison.Ordinal);
        if (end < 0)
            end = path.Length - 1;
        var inner = path[(start + 1)..end];
        if (inner.StartsWith("?(", StringComparison.Ordinal))
        {
            AddFilter(inner[2..]);
            return end + 2;
        }

        if (inner == "*")
            _steps.Add(nodes => nodes.SelectMany(n => n as JsonArray ?? []));
        else if (int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
            _steps.Add(nodes => nodes.OfType<JsonArray>().Where(a => (index < 0 ? a.Count + index : index) is >= 0 and var at && at < a.Count).Select(a => a[index < 0 ? a.Count + index : index]));
        else
            AddChild(inner.Trim('\'', '"'));
        return end + 1;
    }

    private void AddChild(string name) =>
        _steps.Add(nodes => nodes.OfType<JsonObject>().Where(o => o.ContainsKey(name)).Select(o => o[name]));

    private void AddFilter(string condition)
    {
        var (field, expected, equal) = Comparison(condition);
        var path = Parse(field.Trim().TrimStart('@'));
        _steps.Add(nodes => nodes.SelectMany(n => n as JsonArray ?? []).Where(item =>
            item is not null && (expected is null ? path.First(item) is not null : Text(path.First(item)) == expected == equal)));
    }

    private static (string Field, string? Expected, bool Equal) Comparison(string condition)
    {
        foreach (var (token, equal) in (ReadOnlySpan<(string, bool)>)[("==", true), ("!=", false)])
        {
            var at = condition.IndexOf(token, StringComparison.Ordinal);
            if (at >= 0)
                return (condition[..at], condition[(at + 2)..].Trim().Trim('\'', '"'), equal);
        }

        return (condition, null, true);
    }

    private static string? Text(JsonNode? node) => node.AsString() ?? node?.ToJsonString();
}

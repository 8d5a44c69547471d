using System.Globalization;
using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>Of the 500 creates of scenario 16 only the first is recorded: the others have the names in the watch before it, and labels that count to ten.</summary>
internal static class BulkCreates
{
    public static bool Begins(JsonObject step) => ((string?)step["note"])?.Contains("creates (the other", StringComparison.Ordinal) == true;

    /// <summary>The requests of the other creates, in the order in which their events were recorded.</summary>
    public static IEnumerable<JsonObject> Others(JsonObject first, JsonObject watch)
    {
        var request = (JsonObject)first["request"]!;
        var done = (string?)request["body"]!["metadata"]!["name"];
        foreach (var name in ((JsonArray)watch["response"]!["body"]!).Select(e => (string)e![1]!).Where(name => name != done))
        {
            var copy = (JsonObject)request.DeepClone();
            copy["body"]!["metadata"]!["name"] = name;
            copy["body"]!["metadata"]!["labels"]!["n"] = (int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture) % 10).ToString(CultureInfo.InvariantCulture);
            yield return copy;
        }
    }
}

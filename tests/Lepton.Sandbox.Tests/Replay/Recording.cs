using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>Recorded exchanges with a real API server, where they are at hand (beside the repository, never in it).</summary>
internal static class Recording
{
    public static string? Folder { get; } = Find();

    public static IReadOnlyList<JsonObject> Steps(string scenario)
    {
        var file = Directory.GetFiles(Folder!, scenario + "-*.json").Single();
        var document = JsonNode.Parse(File.ReadAllText(file))!;
        var steps = document as JsonArray ?? (JsonArray)document["steps"]!;
        return [.. steps.Select(s => (JsonObject)s!)];
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var recordings = Path.Combine(folder.FullName, "shared", "k8s-wire");
            if (Directory.Exists(recordings))
                return recordings;
        }

        return null;
    }
}

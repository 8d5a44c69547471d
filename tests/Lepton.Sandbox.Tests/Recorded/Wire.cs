using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Tests.Recorded;

/// <summary>The recorded exchanges of a real API server, where the corpus is beside the repository.</summary>
internal static class Wire
{
    private static readonly string? Folder = Find();

    /// <summary>Skips the test when there is no corpus.</summary>
    public static IReadOnlyList<JsonObject> Steps(string file)
    {
        Skip.If(Folder is null, "the recorded exchanges (../shared/k8s-wire) are not beside the repository");
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder!, file)));
        var steps = document as JsonArray ?? document!["steps"]!.AsArray();
        return [.. steps.Select(step => step!.AsObject())];
    }

    public static JsonObject Step(string file, int number) => Steps(file).Single(step => step["step"]!.GetValue<int>() == number);

    private static string? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "shared", "k8s-wire");
            if (Directory.Exists(folder))
                return folder;
        }

        return null;
    }
}

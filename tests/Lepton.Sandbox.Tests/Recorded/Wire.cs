using System.Text.Json.Nodes;
using Lepton.Sandbox.Tests.Replay;

namespace Lepton.Sandbox.Tests.Recorded;

/// <summary>The recorded exchanges of a real API server, where the corpus is beside the repository.</summary>
internal static class Wire
{
    /// <summary>Skips the test when there is no corpus.</summary>
    public static IReadOnlyList<JsonObject> Steps(string file)
    {
        Skip.If(Recording.Folder is null, "the recorded exchanges (../shared/k8s-wire) are not beside the repository");
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(Recording.Folder!, file)));
        var steps = document as JsonArray ?? document!["steps"]!.AsArray();
        return [.. steps.Select(step => step!.AsObject())];
    }

    public static JsonObject Step(string file, int number) => Steps(file).Single(step => step["step"]!.GetValue<int>() == number);
}

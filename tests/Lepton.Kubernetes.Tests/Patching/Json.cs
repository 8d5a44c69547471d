using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Tests.Patching;

/// <summary>JSON written with single quotes, for readable cases.</summary>
internal static class Json
{
    public static JsonNode? Node(string text) => JsonNode.Parse(text.Replace('\'', '"'));

    public static JsonObject Object(string text) => Node(text)!.AsObject();

    /// <summary>Equal as text, so that the order of keys and items counts.</summary>
    public static void AssertSame(string expected, JsonNode? actual) => Assert.Equal(Node(expected)?.ToJsonString() ?? "null", actual?.ToJsonString() ?? "null");
}

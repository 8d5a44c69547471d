using System.Text.Json.Nodes;
using Lepton.Sandbox.BuiltinSchemas;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.Tests.BuiltinSchemas;

/// <summary>Objects written with single quotes, and what a schema makes of them.</summary>
internal static class Sample
{
    public const string Pod = "{'containers':[{'name':'c','image':'i'}]}";

    public static JsonObject Object(string text) => (JsonObject)JsonTree.CloneNode(JsonNode.Parse(text.Replace('\'', '"')))!;

    public static BuiltinSchema Schema(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/');
        return BuiltinSchema.Find(slash < 0 ? "" : apiVersion[..slash], apiVersion[(slash + 1)..], kind) ?? throw new InvalidOperationException($"no schema for {apiVersion} {kind}");
    }

    public static JsonObject Defaulted(string apiVersion, string kind, string text)
    {
        var value = Object(text);
        var schema = Schema(apiVersion, kind);
        Assert.Empty(schema.Prune(value));
        schema.ApplyDefaults(value);
        return value;
    }

    /// <summary>The errors, each as <c>field: message</c>.</summary>
    public static string[] Errors(string apiVersion, string kind, string text, string? old = null)
    {
        var errors = Schema(apiVersion, kind).Validate(Defaulted(apiVersion, kind, text), old is null ? null : Defaulted(apiVersion, kind, old));
        return [.. errors.Select(error => $"{error.Field}: {error.Message}")];
    }

    public static void AssertSame(string expected, JsonNode? actual) => Assert.Equal(JsonNode.Parse(expected.Replace('\'', '"'))!.ToJsonString(), actual?.ToJsonString());
}

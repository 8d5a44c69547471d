using System.Text.Json.Nodes;

namespace Lepton.Testing.Fakes;

/// <summary>Which objects a request is about: a namespace, <c>key=value</c> labels and <c>metadata.name=</c>.</summary>
internal sealed record FakeSelector(string? Namespace, string? Labels, string? Fields)
{
    internal bool Matches(JsonObject? value)
    {
        if (value is null)
            return false;
        var metadata = value["metadata"]!;
        return (Namespace is null || (string?)metadata["namespace"] == Namespace)
            && Pairs(Labels).All(p => (string?)metadata["labels"]?[p.Key] == p.Value)
            && Pairs(Fields).All(p => p.Key == "metadata.name" && (string?)metadata["name"] == p.Value);
    }

    private static IEnumerable<(string Key, string Value)> Pairs(string? selector) =>
        (selector ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Select(p => (p[0], p[1]));
}

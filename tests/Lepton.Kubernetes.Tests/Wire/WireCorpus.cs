using System.Text.Json.Nodes;

namespace Lepton.Kubernetes.Tests.Wire;

/// <summary>Exchanges recorded from a real kube-apiserver, where they lie beside the repository.</summary>
internal static class WireCorpus
{
    /// <summary>Null when there are none here.</summary>
    internal static string? Folder { get; } = Find();

    internal static void SkipIfAbsent() => Skip.If(Folder is null, "no recorded exchanges in ../shared/k8s-wire beside the repository");

    /// <summary>Every recorded step of every file.</summary>
    internal static IEnumerable<WireStep> Steps() =>
        from file in Directory.EnumerateFiles(Folder!, "??-*.json").Order(StringComparer.Ordinal)
        let name = Path.GetFileName(file)[..2]
        from step in StepsOf(JsonNode.Parse(File.ReadAllText(file)))
        where step?["response"]?["body"] is not null
        select new WireStep(name, step);

    private static JsonArray StepsOf(JsonNode? document) => document as JsonArray ?? document?["steps"] as JsonArray ?? [];

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lepton.Operator.sln")))
            folder = folder.Parent;
        var corpus = folder is null ? null : Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "k8s-wire"));
        return Directory.Exists(corpus) ? corpus : null;
    }
}

/// <summary>One request and its answer.</summary>
internal sealed record WireStep(string File, JsonNode Step)
{
    internal string Id => $"{File}#{Step["step"]}";

    internal int Status => (int?)Step["response"]!["status"] ?? 0;

    internal JsonNode Body => Step["response"]!["body"]!;

    internal string? ContentType => (string?)Step["response"]!["headers"]?["Content-Type"] ?? (string?)Step["response"]!["headers"]?["content-type"];

    internal string? Path => (string?)Step["request"]?["path"];

    /// <summary>Trimmed bodies lack parts on purpose.</summary>
    internal bool IsTrimmed => Step["response"]!["bodyTrimmed"] is not null;
}

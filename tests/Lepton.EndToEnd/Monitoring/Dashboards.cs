using System.Text.Json.Nodes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Serialization;

namespace Lepton.EndToEnd.Monitoring;

/// <summary>One query of a panel or variable.</summary>
internal sealed record DashboardQuery(string Dashboard, string Panel, string Expression)
{
    /// <summary>With Grafana's variables filled in: all of each.</summary>
    public string Filled(string rateInterval) => Expression
        .Replace("$__rate_interval", rateInterval, StringComparison.Ordinal)
        .Replace("$provider", ".*", StringComparison.Ordinal).Replace("$cluster", ".*", StringComparison.Ordinal).Replace("$namespace", ".*", StringComparison.Ordinal);

    public override string ToString() => $"{Dashboard} / {Panel}: {Expression}";
}

/// <summary>The dashboards and alerts as they are installed.</summary>
internal static class Dashboards
{
    private static readonly IReadOnlyList<JsonObject> All = [.. Files.Select(f => (JsonObject)JsonNode.Parse(File.ReadAllText(f))!)];

    public static IReadOnlyList<string> Files => [.. Directory.GetFiles(Repository.PathOf("config", "grafana"), "*.json").Order(StringComparer.Ordinal)];

    public static IReadOnlyList<JsonObject> Panels => [.. All.SelectMany(d => d["panels"]!.AsArray()).Cast<JsonObject>().Where(p => (string)p["type"]! != "row")];

    public static IReadOnlyList<DashboardQuery> Queries => [.. All.SelectMany(d => d["panels"]!.AsArray().SelectMany(p =>
        (p!["targets"]?.AsArray() ?? []).Select(t => new DashboardQuery((string)d["title"]!, (string)p["title"]!, (string)t!["expr"]!))))];

    /// <summary>Metric, label and selector of <c>label_values(…)</c>.</summary>
    public static IReadOnlyList<DashboardQuery> Variables => [.. All.SelectMany(d => d["templating"]!["list"]!.AsArray().Where(v => (string)v!["type"]! == "query")
        .Select(v => new DashboardQuery((string)d["title"]!, $"${v!["name"]}", (string)v["definition"]!)))];

    public static IReadOnlyList<JsonObject> Documents => All;

    public static IReadOnlyList<JsonObject> Alerts => [.. ((JsonObject)KubernetesYaml.LoadAll(File.ReadAllText(AlertFile)).Single()!)["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray()).Cast<JsonObject>()];

    public static string AlertFile => Repository.PathOf("charts", "lepton-operator", "files", "prometheus", "alerts.yaml");
}

using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Cli.Hub;
using Lepton.Cli.Output;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Views;

namespace Lepton.Cli.Views;

/// <summary><c>lepton explain MODEL</c>: where it is, why, what else was considered, and what it waits for.</summary>
internal static class ModelExplanation
{
    /// <exception cref="CommandException">There is no such model.</exception>
    public static async Task<Report> ReadAsync(IKubernetesClient hub, string @namespace, string name, CancellationToken cancellationToken) =>
        Of(await FindAsync(hub, @namespace, name, cancellationToken));

    /// <exception cref="CommandException">There is no such model; names those there are.</exception>
    internal static async Task<LeptonModel> FindAsync(IKubernetesClient hub, string @namespace, string name, CancellationToken cancellationToken)
    {
        if (await hub.Resource<LeptonModel>().TryGetAsync(name, @namespace, cancellationToken) is { } model)
            return model;
        var others = (await hub.Resource<LeptonModel>().ListAllAsync(cancellationToken: cancellationToken)).Items.Select(m => m.Metadata.NamespacedName()).Order(StringComparer.Ordinal).ToList();
        var elsewhere = others.Where(o => o.EndsWith($"/{name}", StringComparison.Ordinal)).ToList();
        throw new CommandException(elsewhere.Count > 0
            ? $"LeptonModel {@namespace}/{name} does not exist; found {string.Join(", ", elsewhere)}. Next: say -n NAMESPACE"
            : $"LeptonModel {@namespace}/{name} does not exist; found {(others.Count == 0 ? "no models at all" : string.Join(", ", others.Take(20)))}");
    }

    public static Report Of(LeptonModel model)
    {
        var status = model.Status ?? new LeptonModelStatus();
        var rows = (status.Decision?.Candidates ?? []).Select(c => (IReadOnlyList<string>)[c.Cluster, c.Pool, c.Verdict.ToString(), c.HourlyCost is { } cost ? $"{cost:0.00}" : "", c.Reason ?? ""]).ToList();
        return new Report(rows.Count == 0 ? [] : ["CLUSTER", "POOL", "VERDICT", "$/HOUR", "WHY"], rows, Data(model)) { Title = "What was considered", Before = [.. ModelStory.Of(model)] };
    }

    private static JsonObject Data(LeptonModel model) => new()
    {
        ["model"] = model.Metadata.NamespacedName(),
        ["generation"] = model.Metadata.Generation,
        ["status"] = KubernetesJson.ToNode(model.Status),
    };
}

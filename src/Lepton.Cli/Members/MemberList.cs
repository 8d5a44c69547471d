using System.Text.Json.Nodes;
using Lepton.Api.Providers;
using Lepton.Cli.Output;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Members;

namespace Lepton.Cli.Members;

/// <summary>The members: those that CloudProviders name, and those whose Secret waits to be named.</summary>
/// <param name="namespace">The operator's namespace.</param>
internal sealed class MemberList(IKubernetesClient hub, string @namespace, TimeProvider time)
{
    private static readonly string[] Columns = ["MEMBER", "PROVIDER", "REGION", "REACHABLE", "VERSION", "SECRET", "TOKEN ENDS IN", "RIGHTS"];

    /// <param name="check">Connect to each member with its kubeconfig and ask for its rights.</param>
    public async Task<Report> RunAsync(bool check, CancellationToken cancellationToken)
    {
        var rows = new List<JsonObject>();
        foreach (var provider in (await hub.Resource<CloudProvider>().ListAllAsync(cancellationToken: cancellationToken)).Items.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal))
        {
            foreach (var cluster in provider.Spec.Clusters ?? [])
                rows.Add(await RowAsync(provider, cluster, check, cancellationToken));
        }

        var named = rows.Select(r => (string?)r["secret"]).ToHashSet(StringComparer.Ordinal);
        var secrets = await hub.Resource<V1Secret>().ListAllAsync(@namespace, new ListOptions { LabelSelector = MemberToken.MemberLabel }, cancellationToken);
        foreach (var secret in secrets.Items.Where(s => !named.Contains($"{@namespace}/{s.Metadata.Name}")).OrderBy(s => s.Metadata.Name, StringComparer.Ordinal))
        {
            var row = new JsonObject { ["member"] = secret.Metadata.Labels![MemberToken.MemberLabel], ["reachable"] = "no CloudProvider names it", ["secret"] = $"{@namespace}/{secret.Metadata.Name}" };
            await DescribeAsync(row, secret, "kubeconfig", check, cancellationToken);
            rows.Add(row);
        }

        string[] fields = ["member", "provider", "region", "reachable", "version", "secret", "tokenEndsIn", "rights"];
        return new Report(Columns, [.. rows.Select(r => (IReadOnlyList<string>)[.. fields.Select(f => (string?)r[f] ?? "")])], new JsonArray([.. rows]))
        {
            After = rows.Count == 0 ? ["There are no members. Next: lepton members add NAME --member-kubeconfig FILE"] : [],
        };
    }

    private async Task<JsonObject> RowAsync(CloudProvider provider, MemberCluster cluster, bool check, CancellationToken cancellationToken)
    {
        var status = provider.Status?.Clusters?.Find(c => c.Name == cluster.Name);
        var reachable = status?.Conditions?.Find(c => c.Type == "Reachable");
        var row = new JsonObject
        {
            ["member"] = cluster.Name,
            ["provider"] = provider.Metadata.Name,
            ["region"] = cluster.Region,
            ["reachable"] = reachable is null ? "not looked at yet" : reachable.Status == "True" ? "yes" : $"no: {reachable.Reason}",
            ["version"] = status?.KubernetesVersion,
        };
        if (reachable is { Status: not "True", Message: { Length: > 0 } message })
            row["problem"] = message;
        if (cluster.Connection.KubeconfigSecretRef is not { } reference)
        {
            row["secret"] = cluster.Connection.ClusterProfileRef is { } profile ? $"(ClusterProfile {profile.Namespace}/{profile.Name})" : "(the hub itself)";
            return row;
        }

        row["secret"] = $"{reference.Namespace}/{reference.Name}";
        var secret = await hub.Resource<V1Secret>().TryGetAsync(reference.Name, reference.Namespace, cancellationToken);
        if (secret is null)
            row["rights"] = "the Secret does not exist";
        else
            await DescribeAsync(row, secret, reference.Key, check, cancellationToken);
        return row;
    }

    private async Task DescribeAsync(JsonObject row, V1Secret secret, string key, bool check, CancellationToken cancellationToken)
    {
        if (MemberToken.Of(secret) is { } token)
        {
            row["tokenExpires"] = token.Expires.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
            row["tokenEndsIn"] = token.Expires <= time.GetUtcNow() ? "expired" : Span(token.Expires - time.GetUtcNow());
        }

        if (check)
            row["rights"] = await CheckAsync(secret, key, cancellationToken);
    }

    private static async Task<string> CheckAsync(V1Secret secret, string key, CancellationToken cancellationToken)
    {
        if (secret.Data?.GetValueOrDefault(key) is not { } kubeconfig)
            return $"the Secret has no key {key}";
        try
        {
            using var client = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromBytes(kubeconfig, new InMemoryKubeconfigOptions { Origin = $"Secret {secret.Metadata.NamespacedName()}" }));
            var missing = await MemberRights.MissingAsync(client, cancellationToken);
            return missing.Count == 0 ? "all" : $"missing: {string.Join("; ", missing.Select(m => m.Split(':')[0]))}";
        }
        catch (Exception e) when (e is KubeconfigException or KubernetesApiException or HttpRequestException)
        {
            return e.Message;
        }
    }

    private static string Span(TimeSpan left) => left.TotalHours >= 48 ? $"{left.TotalDays:0} d" : left.TotalMinutes >= 120 ? $"{left.TotalHours:0} h" : $"{left.TotalMinutes:0} min";
}

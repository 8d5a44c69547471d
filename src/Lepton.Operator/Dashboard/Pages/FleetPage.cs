using Lepton.Api.Providers;
using Lepton.Operator.Dashboard.Html;
using Lepton.Operator.Views;

namespace Lepton.Operator.Dashboard.Pages;

/// <summary>The fleet as a map: providers, their clusters, the pools of each.</summary>
internal static class FleetPage
{
    public static void Write(HtmlText page, FleetView fleet)
    {
        var pools = PoolView.Of(fleet.Providers).ToList();
        Parts.Figures(page,
            ("Clusters reachable", $"{fleet.Providers.Sum(p => (p.Status?.Clusters ?? []).Count(c => PoolView.Unreachable(c) is null))} of {fleet.Providers.Sum(p => p.Spec.Clusters?.Count ?? 0)}"),
            ("GPUs used by models", $"{pools.Sum(p => p.Pool.GpusUsedByModels)}"), ("GPUs used by others", $"{pools.Sum(p => p.Pool.GpusUsedByOthers)}"),
            ("GPUs free", $"{pools.Sum(p => p.Pool.GpusFree)}"), ("GPUs that can be added", $"{pools.Sum(p => p.Pool.GpusScalable)}"),
            ("Models per hour", Parts.Dollars(fleet.Providers.Sum(p => p.Status?.Totals?.HourlyCost ?? 0))));
        page.Add($"<p class=\"soft\">GPUs in use are those of pods on nodes that take pods; costs are of all that is placed, which the page Cost divides.</p>");
        if (fleet.Providers.Count == 0)
            page.Add($"<p>There is no CloudProvider yet: apply one for each cloud.</p>");
        foreach (var provider in fleet.Providers)
            Provider(page, provider, pools.Where(p => p.Provider == provider.Metadata.Name).ToLookup(p => p.Cluster, StringComparer.Ordinal));
    }

    private static void Provider(HtmlText page, CloudProvider provider, ILookup<string, PoolView> pools)
    {
        var name = provider.Metadata.Name!;
        page.Add($"<section aria-label=\"Provider {name}\"><h2>{name} <small class=\"soft\">{provider.Spec.Type}</small></h2>");
        if (provider.Status?.Totals is { } totals)
            page.Add($"<p>{totals.GpusUsedByModels} GPUs used by models, {totals.GpusUsedByOthers} by others, {totals.GpusFree} free, {totals.GpusScalable} can be added; models cost {Parts.Dollars(totals.HourlyCost)} an hour.</p>");
        page.Add($"<ul class=\"clusters\">\n");
        foreach (var cluster in (provider.Spec.Clusters ?? []).OrderBy(c => c.Name, StringComparer.Ordinal))
            Cluster(page, cluster, provider.Status?.Clusters?.Find(c => c.Name == cluster.Name), [.. pools[cluster.Name]]);
        page.Add($"</ul></section>\n");
    }

    private static void Cluster(HtmlText page, MemberCluster cluster, MemberClusterStatus? status, IReadOnlyList<PoolView> pools)
    {
        page.Add($"<li><h3>{cluster.Name}</h3><p class=\"soft\">{cluster.Region}{(status?.KubernetesVersion is { } version ? $", Kubernetes {version}" : "")}{(cluster.Cordoned ? ", cordoned" : "")}</p>");
        if (status is null)
            page.Add($"<p>The operator has not looked at it yet.</p>");
        else if (PoolView.Unreachable(status) is { } problem)
            page.Add($"<p class=\"bad\">{problem.Reason}: {problem.Message}</p>");
        Parts.Bar(page, pools.Sum(p => p.Pool.GpusUsedByModels), pools.Sum(p => p.Pool.GpusUsedByOthers), pools.Sum(p => p.Pool.GpusFree));
        if (pools.Count > 0)
        {
            Parts.Table(page, $"Pools of {cluster.Name}", ["Pool", "Terms"], "Nodes", "Models", "Others", "Free", "Can be added", "$/GPU/hour");
            foreach (var pool in pools)
                Pool(page, pool);
            Parts.EndTable(page);
        }

        page.Add($"</li>\n");
    }

    private static void Pool(HtmlText page, PoolView view)
    {
        var pool = view.Pool;
        page.Add($"<tr><th scope=\"row\">{pool.Name} <span class=\"soft\">{pool.Accelerator ?? "CPU"}</span>");
        if (view.Problem is { } problem)
            page.Add($"<br><span class=\"bad\">{problem}</span>");
        if (pool.StockedOutUntil is { } until)
            page.Add($"<br><span class=\"bad\">sold out, looked at again {until:u}</span>");
        page.Add($"</th><td>{pool.CapacityType}</td><td class=\"n\">{pool.Nodes}</td><td class=\"n\">{pool.GpusUsedByModels}</td><td class=\"n\">{pool.GpusUsedByOthers}</td>");
        page.Add($"<td class=\"n\">{pool.GpusFree}</td><td class=\"n\">{pool.GpusScalable}</td><td class=\"n\">{Parts.Dollars(pool.PricePerGpuHour)}</td></tr>\n");
    }
}

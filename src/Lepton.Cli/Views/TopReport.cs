using System.Text.Json.Nodes;
using Lepton.Api.Providers;
using Lepton.Cli.Output;
using Lepton.Operator.Views;

namespace Lepton.Cli.Views;

/// <summary><c>lepton top</c>: the GPUs of the fleet, pool by pool.</summary>
internal static class TopReport
{
    /// <param name="accelerator">Only pools with this one; null for all.</param>
    public static Report Of(IReadOnlyList<CloudProvider> providers, string? accelerator)
    {
        var rows = new List<IReadOnlyList<string>>();
        var data = new JsonArray();
        foreach (var (provider, cluster, pool, problem) in PoolView.Of(providers).Where(p => accelerator is null || p.Pool.Accelerator == accelerator))
        {
            var price = pool.PricePerGpuHour is { } dollars ? $"{dollars:0.00}" : "";
            rows.Add(
            [
                provider, cluster, pool.Name, pool.Accelerator ?? "CPU", pool.CapacityType.ToString(), $"{pool.Nodes}", $"{pool.GpusUsedByModels}", $"{pool.GpusUsedByOthers}",
                $"{pool.GpusFree}", $"{pool.GpusScalable}", price, problem ?? "",
            ]);
            data.Add(new JsonObject
            {
                ["provider"] = provider,
                ["cluster"] = cluster,
                ["pool"] = pool.Name,
                ["accelerator"] = pool.Accelerator,
                ["capacityType"] = pool.CapacityType.ToString(),
                ["nodes"] = pool.Nodes,
                ["gpus"] = pool.GpusAllocatable,
                ["usedByModels"] = pool.GpusUsedByModels,
                ["usedByOthers"] = pool.GpusUsedByOthers,
                ["free"] = pool.GpusFree,
                ["scalable"] = pool.GpusScalable,
                ["pricePerGpuHour"] = pool.PricePerGpuHour,
                ["problem"] = problem,
            });
        }

        return new Report(["PROVIDER", "CLUSTER", "POOL", "ACCELERATOR", "TERMS", "NODES", "MODELS", "OTHERS", "FREE", "SCALABLE", "$/GPU/HOUR", "PROBLEM"], rows, data)
        {
            After = rows.Count == 0 ? [accelerator is null ? "The operator has reported no pools yet. Next: lepton doctor" : $"No pool has {accelerator}; there are {string.Join(", ", PoolView.Of(providers).Select(p => p.Pool.Accelerator).OfType<string>().Distinct().Order(StringComparer.Ordinal))}"] : [],
        };
    }
}

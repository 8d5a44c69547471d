using System.Globalization;
using Lepton.Placement.Core;
using Lepton.Placement.Rules;

namespace Lepton.Placement.Admission;

/// <summary>Why a pool the rules allow has no room for one replica even when it is the model's alone.</summary>
internal static class Misfit
{
    /// <param name="ByRule">A rule excludes it; otherwise there is no room.</param>
    internal readonly record struct Finding(string Reason, bool ByRule);

    internal static IEnumerable<Finding> Find(Instance instance, Model model, PoolData pool)
    {
        var demand = model.Demand ?? model.Replicas!.Value;
        var shape = ReplicaShape.Of(model, pool.Source);
        if (pool.Existing.All(g => g.Free.Fits(shape.Need) == 0) && (pool.NewNodes == 0 || pool.NewNode.Fits(shape.Need) == 0))
        {
            yield return new Finding(NoNode(pool, shape.Need), ByRule: false);
        }

        if (pool.Spot && !RulesCompiler.AllowsOneOnSpot(model, demand, shape.Units))
        {
            yield return new Finding(string.Create(CultureInfo.InvariantCulture, $"maxSpotShare {model.MaxSpotShare} allows {model.MaxSpotShare * demand:0.###} units on spot, less than one replica ({shape.Units:0.###})"), ByRule: true);
        }

        var listRate = Rates.PerReplica(model, pool, shape, demand) + (pool.NodePrice * pool.NodeShare(shape.Need));
        if (model.Budget is { } budget && listRate > budget + Money.Tolerance(budget))
        {
            yield return new Finding($"one replica costs {Money.Hourly(listRate)}, more than the budget of {Money.Hourly(budget)}", ByRule: true);
        }

        foreach (var use in LimitUses.OfReplica(model, pool.Source, shape, listRate, pool.Limits))
        {
            if (LimitUses.Most(use, instance.Limits) == 0)
            {
                yield return new Finding($"{instance.Limits[use.Limit].Name} leaves no room for one replica", ByRule: false);
            }
        }
    }

    /// <summary>What one replica needs and what the best node has.</summary>
    internal static string NoNode(PoolData pool, in Resources need)
    {
        var nodes = pool.Existing.Select(g => g.Free).ToList();
        if (pool.NewNodes > 0)
        {
            nodes.Add(pool.NewNode);
        }

        return NoNode(pool, nodes, need);
    }

    /// <param name="nodes">What is free on each node, and on a new one if it can be had.</param>
    internal static string NoNode(PoolData pool, IReadOnlyList<Resources> nodes, in Resources need)
    {
        if (nodes.Count == 0)
        {
            return pool.Source.NewNodes > 0 ? "it has no nodes, and a limit allows no new one" : "it has no nodes and cannot get any";
        }

        var gpus = nodes.Max(n => n.Gpus);
        var wanted = need;
        if (gpus < wanted.Gpus)
        {
            return $"needs {wanted.Gpus} GPUs on one node, and the largest remainder is {gpus}";
        }

        var beside = nodes.Where(n => n.Gpus >= wanted.Gpus).ToList();
        return string.Create(CultureInfo.InvariantCulture,
            $"needs {wanted.Gpus} GPUs, {wanted.Cpu / 1000.0:0.###} vCPU and {Gibi(wanted.Memory):0.###} GiB on one node, and the best node has {beside.Max(n => n.Cpu) / 1000.0:0.###} vCPU and {Gibi(beside.Max(n => n.Memory)):0.###} GiB");
    }

    private static double Gibi(long kibi) => kibi / (1024.0 * 1024.0);
}

using System.Globalization;
using Lepton.Placement.Core;

namespace Lepton.Placement.Admission;

/// <summary>Whether a gang could fit in some cluster if it had the cluster for itself.</summary>
internal static class GangFit
{
    internal static IReadOnlyList<string> Reasons(ModelData model)
    {
        var clusters = model.Options.GroupBy(o => o.Pool.Source.Cluster, StringComparer.Ordinal)
            .Select(g => (Name: g.Key, Room: Room(model, g.ToList()), Broken: BrokenRule(model, g.ToList())))
            .OrderByDescending(c => c.Room).ThenBy(c => c.Name, StringComparer.Ordinal).ToList();
        if (clusters.Any(c => model.Missing(c.Room) <= 0 && c.Broken is null))
        {
            return [];
        }

        return clusters.Select(c => $"cluster {c.Name}: {Reason(model, c.Room, c.Broken)}").ToList();
    }

    private static string Reason(ModelData model, double room, string? broken)
    {
        if (model.Missing(room) <= 0)
        {
            return broken!;
        }

        var what = model.Source.Replicas is not null ? "replicas" : "units of work";
        var reason = string.Create(CultureInfo.InvariantCulture, $"the gang needs {model.Demand} {what} in one cluster, and even empty it has room for {room}");
        return broken is null ? reason : $"{reason}; {broken}";
    }

    private static double Room(ModelData model, List<Option> options)
    {
        var safe = options.Where(o => !o.Pool.Spot).Sum(o => o.Most * o.Units);
        return safe + Math.Min(options.Where(o => o.Pool.Spot).Sum(o => o.Most * o.Units), model.Rules.SpotUnits);
    }

    /// <summary>A rule that no placement inside this one cluster can obey.</summary>
    private static string? BrokenRule(ModelData model, List<Option> options)
    {
        if (model.Source.Replicas is { } size && model.Rules.LeastReplicas > size)
        {
            return $"the gang has {size} replicas, and its rules ask for at least {model.Rules.LeastReplicas}";
        }

        foreach (var rule in model.Rules.Spread)
        {
            var domains = options.Select(o => o.Pool.Domains[(int)rule.Topology]).Distinct().ToList();
            if (domains.Count < rule.MinDomains)
            {
                return $"a gang stays in one cluster, which has {domains.Count} of the {rule.MinDomains} {Refusal.Topology(rule)} its spread rule asks for";
            }

            var most = domains.Count * Math.Max(rule.CapUnits, options.Max(o => o.Units));
            if (model.Missing(most) > 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"a gang stays in one cluster, and its maxShare per {rule.Topology} allows {most:0.###} of {model.Demand} there");
            }
        }

        if (options.Where(o => !o.Pool.Spot).Sum(o => (long)o.Most) < model.Rules.MinOnDemand)
        {
            return $"it has not the {model.Rules.MinOnDemand} replicas outside spot capacity that minOnDemandReplicas asks for";
        }

        return Budget(model, options);
    }

    private static string? Budget(ModelData model, List<Option> options)
    {
        if (model.Source.Budget is not { } budget)
        {
            return null;
        }

        var least = (options.Min(o => o.ListRate / o.Units) * model.Demand) + options.Min(o => model.GangCost[o.Index]);
        return least > budget + Money.Tolerance(budget) ? $"it costs at least {Money.Hourly(least)} there, and its budget is {Money.Hourly(budget)}" : null;
    }
}

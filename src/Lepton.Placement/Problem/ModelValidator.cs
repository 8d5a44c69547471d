namespace Lepton.Placement;

internal static class ModelValidator
{
    /// <summary>Service rate by throughput at least: the load of a replica is known up to a billionth.</summary>
    private const double LeastHeadroom = 1 + 1e-6;

    internal static void Check(Model model, HashSet<string> pools, ProblemErrors errors)
    {
        var subject = $"model {model.Id}";
        errors.NotEmpty("model", "id", model.Id);
        CheckWanted(model, subject, errors);
        CheckAccelerators(model, subject, errors);
        errors.NotNegative(subject, "cpu", model.Cpu);
        errors.NotNegative(subject, "memoryGiB", model.MemoryGiB);
        CheckRules(model, subject, errors);
        CheckMoney(model, subject, errors);
        CheckCurrent(model, subject, pools, errors);
    }

    private static void CheckWanted(Model model, string subject, ProblemErrors errors)
    {
        if (!Enum.IsDefined(model.Kind))
        {
            errors.Add(subject, "kind", ProblemErrors.Number((int)model.Kind), string.Join(", ", Enum.GetNames<ModelKind>()));
        }

        if (model.Kind == ModelKind.Inference && (model.Demand is null || model.Replicas is not null))
        {
            errors.Add(subject, "demand", model.Demand is null ? "nothing" : "demand beside replicas", "a demand and no replicas (for N replicas: demand N and throughput 1)");
        }

        if (model.Kind == ModelKind.Training && model.Demand is null == model.Replicas is null)
        {
            errors.Add(subject, "replicas", model.Demand is null ? "nothing" : "replicas beside demand", "either replicas (the gang's size) or demand (its work, from which the size follows)");
        }

        if (model.Demand is { } demand)
        {
            errors.Positive(subject, "demand", demand);
        }

        if (model.Replicas is { } replicas)
        {
            errors.Count(subject, "replicas", replicas, least: 1);
        }
    }

    private static void CheckAccelerators(Model model, string subject, ProblemErrors errors)
    {
        for (var i = 0; i < model.Accelerators.Count; i++)
        {
            var option = model.Accelerators[i];
            var field = $"accelerators[{i}]";
            errors.NotEmpty(subject, $"{field}.name", option.Name);
            errors.Count(subject, $"{field}.count", option.Count, least: 1);
            errors.Positive(subject, $"{field}.throughput", option.Throughput);
            CheckServiceRate(model, option, subject, $"{field}.serviceRate", errors);
            errors.NotNegative(subject, $"{field}.cpu", option.Cpu ?? 0);
            errors.NotNegative(subject, $"{field}.memoryGiB", option.MemoryGiB ?? 0);
            if (model.Demand / option.Throughput > ProblemErrors.AbsurdCount)
            {
                errors.Add(subject, $"{field}.throughput", ProblemErrors.Number(option.Throughput), $"so much that the demand of {ProblemErrors.Number(model.Demand!.Value)} needs no more than {ProblemErrors.AbsurdCount} replicas");
            }
        }

        foreach (var twice in model.Accelerators.GroupBy(a => a.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            errors.Add(subject, "accelerators", $"{twice.Key} {twice.Count()} times", "each accelerator once");
        }

        if (model.Accelerators.Count == 0 && model.Demand > ProblemErrors.AbsurdCount)
        {
            errors.Add(subject, "demand", ProblemErrors.Number(model.Demand.Value), $"at most {ProblemErrors.AbsurdCount} replicas");
        }
    }

    /// <summary>A type whose response time nobody knows must not look as if it had none.</summary>
    private static void CheckServiceRate(Model model, AcceleratorOption option, string subject, string field, ProblemErrors errors)
    {
        if (option.ServiceRate is not { } rate)
        {
            if (model.ResponseCost > 0)
            {
                errors.Add(subject, field, "nothing", "a number above throughput, because responseCost is given");
            }
        }
        else if (!double.IsFinite(rate) || rate < option.Throughput * LeastHeadroom)
        {
            errors.Add(subject, field, ProblemErrors.Number(rate), $"a finite number above the throughput of {ProblemErrors.Number(option.Throughput)} (a queue that is given all it can serve grows for ever)");
        }
    }

    private static void CheckRules(Model model, string subject, ProblemErrors errors)
    {
        for (var i = 0; i < model.Spread.Count; i++)
        {
            var (rule, field) = (model.Spread[i], $"spread[{i}]");
            if (!Enum.IsDefined(rule.Topology))
            {
                errors.Add(subject, $"{field}.topology", ProblemErrors.Number((int)rule.Topology), string.Join(", ", Enum.GetNames<SpreadTopology>()));
            }

            if (rule.MinDomains is { } domains)
            {
                errors.Count(subject, $"{field}.minDomains", domains, least: 1);
            }

            if (rule.MaxShare is { } share)
            {
                errors.Share(subject, $"{field}.maxShare", share, zeroToo: false);
            }

            if (rule.MaxSkew is { } skew)
            {
                errors.Count(subject, $"{field}.maxSkew", skew, least: 1);
            }
        }

        if (model.MaxSpotShare is { } spot)
        {
            errors.Share(subject, "maxSpotShare", spot, zeroToo: true);
        }

        errors.Count(subject, "minOnDemandReplicas", model.MinOnDemandReplicas ?? 0);
    }

    private static void CheckMoney(Model model, string subject, ProblemErrors errors)
    {
        errors.NotNegative(subject, "unplacedPenalty", model.UnplacedPenalty);
        errors.NotNegative(subject, "responseCost", model.ResponseCost);
        if (model.ResponseCost > 0 && (model.Kind == ModelKind.Training || model.Accelerators.Count == 0))
        {
            errors.Add(subject, "responseCost", ProblemErrors.Number(model.ResponseCost), "0: only inference on accelerators has a queue");
        }

        errors.NotNegative(subject, "reclaimCost", model.ReclaimCost);
        errors.NotNegative(subject, "moveCost", model.MoveCost);
        foreach (var (region, cost) in model.RegionCost)
        {
            errors.NotNegative(subject, $"regionCost[{region}]", cost);
        }

        foreach (var (cluster, cost) in model.ClusterCost)
        {
            errors.NotNegative(subject, $"clusterCost[{cluster}]", cost);
        }

        if (model.Budget is { } budget)
        {
            errors.Positive(subject, "budget", budget);
        }
    }

    private static void CheckCurrent(Model model, string subject, HashSet<string> pools, ProblemErrors errors)
    {
        foreach (var current in model.Current)
        {
            errors.Count(subject, $"current[{current.Pool}].replicas", current.Replicas, least: 1);
            if (!pools.Contains(current.Pool))
            {
                errors.Add(subject, "current", $"pool {current.Pool}, which is not in the problem", "a pool of the problem (leave out what was lost)");
            }
        }

        foreach (var twice in model.Current.GroupBy(c => c.Pool, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            errors.Add(subject, "current", $"pool {twice.Key} {twice.Count()} times", "each pool once");
        }
    }
}

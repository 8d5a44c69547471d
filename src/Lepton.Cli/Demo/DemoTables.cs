using Lepton.Api.Models;
using Lepton.Cli.Plan;
using Lepton.Operator.Planning;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Placement;
using Spectre.Console;

namespace Lepton.Cli.Demo;

/// <summary>What the demo shows, made of what was read back.</summary>
internal static class DemoTables
{
    public static Table Placements(FleetPicture picture, string title)
    {
        var table = new Table().Title(title).AddColumns("MODEL", "CLUSTER", "GPU", "CAPACITY", "READY", "$/HOUR", "WHY");
        foreach (var (model, p) in picture.Placements)
        {
            table.AddRow(
                model.Metadata.NamespacedName(),
                p.Cluster,
                p.Accelerator is null ? "CPU" : $"{p.AcceleratorCount}x{p.Accelerator}",
                p.CapacityType.ToString(),
                Ready(model, p),
                $"{p.HourlyCost:0.00}",
                model.Status?.Decision?.Reason ?? "");
        }

        return table.AddRow("", "", "", "", $"{picture.Models.Sum(m => m.Status?.Replicas ?? 0)}", $"{picture.HourlyCost:0.00}", "");
    }

    private static string Ready(LeptonModel model, ModelPlacement placement) =>
        model.Status?.Conditions?.Find(c => c.Type == "Ready")?.Reason == "Completed" ? "completed" : $"{placement.ReadyReplicas}/{placement.Replicas}";

    /// <summary>The same work under simpler policies, computed from nodes, pods and prices as the API servers show them now.</summary>
    /// <param name="empty">The fleet before anything was placed.</param>
    public static Table Comparison(FleetPicture empty, FleetPicture picture, DateTimeOffset now)
    {
        var problem = Problem(picture with { Capacity = empty.Capacity }, now);
        return PlanTables.Comparison(problem, ReadBackPlan.Hourly(problem, picture), "All of this work at once, the training run too, placed more simply (opened nodes billed whole)");
    }

    /// <summary>The work as if nothing were placed yet: what our own pods hold counts as free.</summary>
    public static PlacementProblem Problem(FleetPicture picture, DateTimeOffset now)
    {
        var members = new Dictionary<string, MemberView>(StringComparer.Ordinal);
        foreach (var provider in picture.Providers)
        {
            foreach (var cluster in provider.Spec.Clusters ?? [])
            {
                if (!picture.Capacity.TryGetValue(cluster.Name, out var capacity))
                    continue;
                members[cluster.Name] = new MemberView
                {
                    Cluster = cluster.Name,
                    Provider = provider.Metadata.Name!,
                    Health = MemberHealth.Healthy,
                    Since = now,
                    Nodes = capacity.Nodes.Select(n => n with { Pods = n.Pods.Where(p => p.Model is null).ToList() }).ToList(),
                };
            }
        }

        var models = picture.Models.Select(m => new LeptonModel { Metadata = m.Metadata, Spec = m.Spec }).ToList();
        var snapshot = new FleetSnapshot { Time = now, Models = models, Providers = picture.Providers, Policies = picture.Policies, Members = members };
        return new FleetPlanner(new PlacementSolver(), PoolPrices.BuiltInOnly).Plan(snapshot).Problem;
    }

    public static Table Members(FleetPicture picture)
    {
        var table = new Table().Title("Members").AddColumns("CLUSTER", "REACHABLE", "NODES", "GPUS", "USED BY MODELS", "USED BY OTHERS", "FREE");
        foreach (var cluster in picture.Providers.SelectMany(p => p.Status?.Clusters ?? []).OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            var pools = cluster.Pools ?? [];
            table.AddRow(
                cluster.Name,
                cluster.Conditions?.Find(c => c.Type == "Reachable")?.Status ?? "Unknown",
                $"{pools.Sum(p => p.Nodes)}",
                $"{pools.Sum(p => p.GpusAllocatable)}",
                $"{pools.Sum(p => p.GpusUsedByModels)}",
                $"{pools.Sum(p => p.GpusUsedByOthers)}",
                $"{pools.Sum(p => p.GpusFree)}");
        }

        return table;
    }

    /// <summary>What moved between two pictures.</summary>
    public static Table Moves(FleetPicture before, FleetPicture after, string title)
    {
        var table = new Table().Title(title).AddColumns("MODEL", "FROM", "TO", "$/HOUR BEFORE", "$/HOUR NOW", "WHY");
        foreach (var model in after.Models)
        {
            var old = before.Models.FirstOrDefault(m => m.Metadata.NamespacedName() == model.Metadata.NamespacedName());
            var from = Where(old);
            var to = Where(model);
            if (from != to)
                table.AddRow(model.Metadata.NamespacedName(), from, to, $"{old?.Status?.Cost?.Hourly ?? 0:0.00}", $"{model.Status?.Cost?.Hourly ?? 0:0.00}", (model.Status?.Decision?.Message ?? "").EscapeMarkup());
        }

        return table;
    }

    private static string Where(LeptonModel? model) => string.Join(", ", (model?.Status?.Placements ?? []).Where(p => p.State != PlacementState.Draining)
        .Select(p => $"{p.Cluster} {p.Replicas}x{p.Accelerator ?? "CPU"}{(p.CapacityType == Api.CapacityKind.Spot ? " spot" : "")}"));
}

using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>What a model's placement costs apart from opened nodes.</summary>
internal static class ModelCost
{
    /// <summary>
    /// A saving below these is none: of placements of equal cost the one with fewer moves, then with fewer replicas is better. They are part of what
    /// the search minimises and of nothing that is reported.
    /// </summary>
    internal const double MoveTie = 1e-7;
    internal const double ReplicaTie = 1e-9;

    /// <summary>$/h of GPUs by the hour, vCPU, memory, region, spot risk.</summary>
    internal static double Running(ModelData model, ReadOnlySpan<Part> parts)
    {
        var cost = parts.IsEmpty ? 0 : model.GangCost[parts[0].Option];
        foreach (var part in parts)
        {
            cost += part.Count * model.Options[part.Option].Rate;
        }

        return cost;
    }

    internal static double Units(ModelData model, ReadOnlySpan<Part> parts)
    {
        var units = 0.0;
        foreach (var part in parts)
        {
            units += part.Count * model.Options[part.Option].Units;
        }

        return units;
    }

    /// <summary>
    /// Replicas that change pool: those that arrive where none was, as far as others left (growth and shrinking are no moves).
    /// </summary>
    internal static int Moves(ModelData model, ReadOnlySpan<Part> parts)
    {
        if (model.CurrentReplicas == 0)
        {
            return 0;
        }

        var (arrived, stayed) = (0, 0);
        foreach (var part in parts)
        {
            var current = model.Options[part.Option].Current;
            arrived += Math.Max(0, part.Count - current);
            stayed += Math.Min(part.Count, current);
        }

        return Math.Min(arrived, model.CurrentReplicas - stayed);
    }

    internal static double Penalty(ModelData model, ReadOnlySpan<Part> parts) => model.Penalty(model.Missing(Units(model, parts)));

    /// <summary>
    /// The part of <see cref="Objective"/> that only breaks ties where nothing can be gained by looking further: that of moves only where these cost
    /// money too, for a move that is free may be one that could be spared.
    /// </summary>
    internal static double Ties(ModelData model, ReadOnlySpan<Part> parts)
    {
        var replicas = 0;
        foreach (var part in parts)
        {
            replicas += part.Count;
        }

        return (ReplicaTie * replicas) + (model.Source.MoveCost > 0 ? MoveTie * Moves(model, parts) : 0);
    }

    /// <summary>What the search minimises: all of the above, with ties broken towards staying.</summary>
    internal static double Objective(ModelData model, ReadOnlySpan<Part> parts)
    {
        var replicas = 0;
        foreach (var part in parts)
        {
            replicas += part.Count;
        }

        return Running(model, parts) + ((model.Source.MoveCost + MoveTie) * Moves(model, parts)) + Penalty(model, parts) + (ReplicaTie * replicas);
    }
}

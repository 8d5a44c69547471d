using Lepton.Placement.Core;

namespace Lepton.Placement.Bound.Fractional;

/// <summary>Plan and prices of a <see cref="FractionalPlan"/>, by what they are of, so that the next one, with more candidates or cuts, goes on from there.</summary>
internal sealed class FractionalPoint(Instance instance, double[] multipliers)
{
    /// <summary>The relaxation's last solution, which was at these multipliers.</summary>
    internal static FractionalPoint Of(Instance instance, Relaxation relaxation, double[] multipliers)
    {
        var point = new FractionalPoint(instance, multipliers) { Replicas = new double[relaxation.Pairs.Count] };
        foreach (var model in instance.Models.Where(m => !m.Refused))
        {
            point.Units[model.Index] = relaxation.ModelValues[model.Index] / model.Demand;
            foreach (var part in relaxation.Parts(model.Index))
            {
                point.Replicas[relaxation.Pairs.First[model.Index] + part.Option] += part.Count;
            }
        }

        return point;
    }

    /// <summary>Of pools, limits and cuts.</summary>
    internal double[] Multipliers { get; set; } = multipliers;

    /// <summary>By pair; empty before the first plan.</summary>
    internal double[] Replicas { get; set; } = [];

    /// <summary>$/h of a unit, by model.</summary>
    internal double[] Units { get; } = new double[instance.Models.Length];

    /// <summary>$/h of a unit on spot capacity, by model.</summary>
    internal double[] Spot { get; } = new double[instance.Models.Length];

    /// <summary>Units that are not placed, by model.</summary>
    internal double[] Missing { get; } = new double[instance.Models.Length];

    /// <summary>Opened nodes, by pool.</summary>
    internal double[] Nodes { get; } = new double[instance.Pools.Length];

    /// <summary>See <see cref="PrimalDual.Weight"/>.</summary>
    internal double Weight { get; set; } = 1;

    /// <summary>All but the multipliers and replicas.</summary>
    internal void Forget()
    {
        Array.Clear(Units);
        Array.Clear(Spot);
        Array.Clear(Missing);
        Array.Clear(Nodes);
        Weight = 1;
    }
}

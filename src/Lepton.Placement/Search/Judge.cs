using Lepton.Placement.Core;
using Lepton.Placement.Rules;

namespace Lepton.Placement.Search;

/// <summary>Whether one model's placement obeys its own rules, wherever it was put together.</summary>
internal static class Judge
{
    internal static bool Allows(Instance instance, ModelData model, Part[] parts)
    {
        if (parts.Length == 0)
        {
            return true;
        }

        if (model.Gang && !IsGang(model, parts))
        {
            return false;
        }

        var tally = new Tally(instance, model);
        tally.Load(parts);
        return tally.Obeys() && !HasSurplus(model, tally, parts);
    }

    private static bool IsGang(ModelData model, Part[] parts) =>
        parts.All(p => model.Options[p.Option].Pool.Cluster == model.Options[parts[0].Option].Pool.Cluster)
        && model.Missing(ModelCost.Units(model, parts)) <= 0
        && model.RightSize(parts.Sum(p => p.Count));

    /// <summary>A replica that could go without anything missing or any rule broken.</summary>
    private static bool HasSurplus(ModelData model, Tally tally, Part[] parts)
    {
        if (model.Missing(tally.Units) > 0)
        {
            return false;
        }

        foreach (var part in parts)
        {
            var option = model.Options[part.Option];
            tally.Add(option, -1);
            var surplus = tally.Replicas > 0 && model.Missing(tally.Units) <= 0 && tally.Obeys();
            tally.Add(option, 1);
            if (surplus)
            {
                return true;
            }
        }

        return false;
    }
}

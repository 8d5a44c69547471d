using Lepton.Placement.Core;
using Lepton.Placement.Search;

namespace Lepton.Placement.Exact;

/// <summary>The placements of each model that are cheapest at the bound's prices, a few of them, worked out when first asked for.</summary>
internal sealed class PatternLists(Instance instance, ShadowPrices shadow, int most)
{
    /// <summary>The reach is halved at most so often until the list is short enough.</summary>
    private const int Halvings = 12;

    private readonly (ModelData Model, List<Pattern> Patterns)[] _known = new (ModelData, List<Pattern>)[instance.Models.Length];

    /// <summary>By reduced cost.</summary>
    internal List<Pattern> Of(ModelData model)
    {
        ref var known = ref _known[model.Index];
        if (known.Model != model)
        {
            known = (model, List(model));
        }

        return known.Patterns;
    }

    private List<Pattern> List(ModelData model)
    {
        var reach = Math.Max(1e-3, Math.Min(shadow.Least(model), model.WholePenalty));
        for (var halving = 0; halving < Halvings; halving++, reach /= 2)
        {
            if (PatternEnumerator.All(instance, model, shadow, reach, most) is { } patterns)
            {
                return patterns;
            }
        }

        return [];
    }
}

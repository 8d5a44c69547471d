using System.Collections;
using Lepton.Placement.Core;
using Lepton.Placement.Explanation;
using Lepton.Placement.Search;

namespace Lepton.Placement.Solving;

/// <summary>Explanations worked out when they are asked for: a fleet of thousands of models and pools has millions of candidates, and few are ever read.</summary>
internal sealed class LazyDecisions(State state) : IReadOnlyList<ModelDecision>
{
    private readonly Lock _lock = new();
    private readonly ModelDecision?[] _known = new ModelDecision?[state.Instance.Models.Length];

    public int Count => _known.Length;

    public ModelDecision this[int index]
    {
        get
        {
            lock (_lock)
            {
                return _known[index] ??= Explain(state.Instance.Models[index]);
            }
        }
    }

    public IEnumerator<ModelDecision> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ModelDecision Explain(ModelData model)
    {
        if (model.Others.Length > 0)
        {
            var complete = state.Instance.Builder.Extend(model, model.Others);
            state.Replace(complete);
            model = complete;
        }

        return new Explainer(state).Explain(model) with { Thresholds = new LazyThresholds(() => Thresholds(model)) };
    }

    private IReadOnlyList<Threshold> Thresholds(ModelData model)
    {
        lock (_lock)
        {
            return new Thresholds(state).Of(model);
        }
    }
}

using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>Finds a place for one model beside all others: by the cheapest units first, floors of its rules before anything else.</summary>
internal sealed class Inserter
{
    private readonly State _state;
    private readonly ShadowPrices _shadow;
    private readonly Random _random;
    private readonly Trial?[] _trials;

    internal Inserter(State state, ShadowPrices shadow, Random random)
    {
        (_state, _shadow, _random) = (state, shadow, random);
        _trials = new Trial?[state.Instance.Models.Length];
    }

    /// <summary>Places a model that is not placed, if that is cheaper than leaving it.</summary>
    internal void Insert(ModelData model, Guidance guidance)
    {
        var best = Array.Empty<Part>();
        var bestTotal = _state.Total;
        foreach (var parts in Proposals(model, guidance))
        {
            if (parts.Length > 0 && _state.TrySet(model.Index, parts))
            {
                if (_state.Total < bestTotal)
                {
                    (best, bestTotal) = (parts, _state.Total);
                }

                _state.Clear(model.Index);
            }
        }

        _state.TrySet(model.Index, best);
    }

    private IEnumerable<Part[]> Proposals(ModelData model, Guidance guidance)
    {
        var trial = _trials[model.Index] ??= new Trial(_state, model);
        if (model.Gang)
        {
            foreach (var cluster in model.Options.GroupBy(o => o.Pool.Cluster))
            {
                yield return Build(trial, cluster.ToArray(), guidance, stay: false);
                if (cluster.Any(o => o.Current > 0))
                {
                    yield return Build(trial, cluster.ToArray(), guidance, stay: true);
                }
            }

            yield break;
        }

        yield return Build(trial, model.Options, guidance, stay: false);
        if (model.CurrentReplicas > 0)
        {
            yield return Build(trial, model.Options, guidance, stay: true);
        }
    }

    private Part[] Build(Trial trial, Option[] options, Guidance guidance, bool stay)
    {
        trial.Begin();
        if (stay)
        {
            Stay(trial, options);
        }

        var ranking = new Ranking(trial, options, guidance, _shadow.Of(trial.Model), _random);
        while (ranking.Next() is { } choice)
        {
            trial.Add(choice.Option, choice.Count, choice.NewNodes);
        }

        trial.Trim();
        var whole = trial.Model.Missing(trial.Tally.Units) <= 0 && trial.Model.RightSize(trial.Tally.Replicas);
        var done = trial.Tally.Obeys() && (!trial.Model.Gang || whole);
        var parts = done ? trial.Parts() : [];
        trial.End();
        return parts;
    }

    private static void Stay(Trial trial, Option[] options)
    {
        foreach (var option in options.Where(o => o.Current > 0))
        {
            var missing = trial.Model.Missing(trial.Tally.Units);
            var wanted = missing > 0 ? Math.Min(option.Current, ModelData.ReplicasFor(missing, option.Units)) : 0;
            var (count, nodes) = trial.Room(option, wanted);
            if (count > 0)
            {
                trial.Add(option, count, nodes);
            }
        }
    }
}

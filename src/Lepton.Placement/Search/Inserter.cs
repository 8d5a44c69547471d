using Lepton.Placement.Core;

namespace Lepton.Placement.Search;

/// <summary>Finds a place for one model beside all others: by the cheapest units first, floors of its rules before anything else.</summary>
internal sealed class Inserter
{
    private const int FewClusters = 3;

    /// <summary>Less of a replica than this in the average solution is noise.</summary>
    private const double LeastAverage = 0.1;

    private readonly State _state;
    private readonly ShadowPrices _shadow;
    private readonly Random _random;
    private Trial?[] _trials;
    private double[] _prices = new double[64];
    private bool[] _full = new bool[64];

    internal Inserter(State state, ShadowPrices shadow, Random random)
    {
        (_state, _shadow, _random) = (state, shadow, random);
        _trials = new Trial?[state.Instance.Models.Length];
    }

    /// <summary>Places a model that is not placed, if that is cheaper than leaving it.</summary>
    internal void Insert(ModelData model, Guidance guidance)
    {
        var trial = Known(model);
        var choice = new Choice(_state, model);
        if (!model.Gang)
        {
            Consider(trial, model.Options, guidance, choice);
        }
        else
        {
            var found = 0;
            foreach (var cluster in Clusters(trial, guidance))
            {
                if (choice.MayBeat(cluster.AtLeast) && found < (_state.Packer.Thorough ? int.MaxValue : FewClusters))
                {
                    found += Consider(trial, cluster.Options, guidance, choice) ? 1 : 0;
                }
            }
        }

        choice.Settle();
    }

    /// <summary>Places a model that is not placed as the average solution of the bound has it, fractions rounded at random; the rest as the prices say.</summary>
    internal void Follow(ModelData model)
    {
        var trial = Known(model);
        var average = _shadow.Average(model);
        var options = model.Gang ? trial.Clusters.OrderByDescending(c => c.Options.Sum(o => average[o.Index])).ThenBy(c => c.Options[0].Index).First().Options : model.Options;
        var parts = Build(trial, options, new Guidance(1, 0), t => Follow(t, options, average));
        if (parts.Length == 0 || !_state.TrySet(model.Index, parts))
        {
            Insert(model, new Guidance(1, 0));
        }
    }

    private void Follow(Trial trial, Option[] options, double[] average)
    {
        foreach (var option in options.Where(o => average[o.Index] > LeastAverage).OrderByDescending(o => average[o.Index]).ThenBy(o => o.Index))
        {
            var missing = trial.Model.Missing(trial.Tally.Units);
            var wanted = missing > 0 ? Math.Min((int)Math.Floor(average[option.Index] + _random.NextDouble()), ModelData.ReplicasFor(missing, option.Units)) : 0;
            var (count, nodes) = trial.Room(option, wanted);
            if (count > 0)
            {
                trial.Add(option, count, nodes);
            }
        }
    }

    /// <summary>In a large instance the cheapest clusters at the prices of the guidance come first, and the first few that have room decide.</summary>
    private IEnumerable<(Option[] Options, double AtLeast)> Clusters(Trial trial, Guidance guidance)
    {
        if (_state.Packer.Thorough)
        {
            return trial.Clusters;
        }

        var shadow = _shadow.Of(trial.Model);
        return trial.Clusters.Select(c => (Cluster: c, Price: c.Options.Min(o => (o.Rate + (guidance.ShadowWeight * shadow[o.Index])) / o.Units) * (1 + (guidance.Noise * _random.NextDouble()))))
            .OrderBy(c => c.Price).ThenBy(c => c.Cluster.Options[0].Index).Select(c => c.Cluster);
    }

    private Trial Known(ModelData model)
    {
        if (model.Index >= _trials.Length)
        {
            Array.Resize(ref _trials, 2 * (model.Index + 1));
        }

        return _trials[model.Index] is { } known && known.Model == model ? known : _trials[model.Index] = new Trial(_state, model);
    }

    /// <returns>Whether there was room.</returns>
    private bool Consider(Trial trial, Option[] options, Guidance guidance, Choice choice)
    {
        var parts = Build(trial, options, guidance);
        choice.Try(parts);
        if (trial.Model.CurrentReplicas > 0 && Array.Exists(options, o => o.Current > 0))
        {
            choice.Try(Build(trial, options, guidance, t => Stay(t, options)));
        }

        return parts.Length > 0;
    }

    /// <param name="first">Places the first replicas.</param>
    private Part[] Build(Trial trial, Option[] options, Guidance guidance, Action<Trial>? first = null)
    {
        trial.Begin();
        first?.Invoke(trial);
        if (_prices.Length < trial.Model.Options.Length)
        {
            (_prices, _full) = (new double[2 * trial.Model.Options.Length], new bool[2 * trial.Model.Options.Length]);
        }

        var ranking = new Ranking(trial, options, guidance, _shadow.Of(trial.Model), _random, _prices, _full);
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

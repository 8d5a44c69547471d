using Lepton.Placement;
using Lepton.Placement.Core;
using Lepton.Placement.Packing;
using Lepton.Placement.Search;

namespace Lepton.Benchmarks.Solver.Metaheuristics;

/// <summary>
/// A placement as a vector of numbers from 0 to 1, two for each model: its turn, and the pool it is tried in first (the lowest part of the range leaves the choice to the cheapest first). Decoding
/// places the models by turns on real nodes within all rules, so every vector is a valid plan. Source of the encoding: Bean, "Genetic algorithms and random keys for sequencing and
/// optimization", 1994.
/// </summary>
internal sealed class RandomKeys
{
    private const double Greedy = 0.3;

    private readonly State _state;
    private readonly Inserter _inserter;
    private readonly ModelData[] _models;

    public RandomKeys(PlacementProblem problem)
    {
        var instance = InstanceBuilder.Build(problem);
        _state = new State(instance, new Packer(instance, exact: false));
        _inserter = new Inserter(_state, new ShadowPrices(instance), new Random(problem.Seed));
        _models = instance.Models.Where(m => !m.Refused && m.Options.Length > 0).Select(m => m).ToArray();
    }

    public int Length => 2 * _models.Length;

    public int Evaluations { get; private set; }

    /// <returns>$/h, penalties included.</returns>
    public double Total(double[] keys)
    {
        Evaluations++;
        foreach (var model in _models)
        {
            _state.Clear(model.Index);
        }

        foreach (var m in Enumerable.Range(0, _models.Length).OrderBy(m => keys[2 * m]).ThenBy(m => m))
        {
            Place(_models[m], keys[(2 * m) + 1]);
        }

        return _state.Total;
    }

    private void Place(ModelData model, double key)
    {
        if (key >= Greedy)
        {
            var option = model.Options[Math.Min((int)((key - Greedy) / (1 - Greedy) * model.Options.Length), model.Options.Length - 1)];
            Part[] parts = [new Part(option.Index, model.Needed(option.Units))];
            if (Judge.Allows(_state.Instance, model, parts) && _state.TrySet(model.Index, parts))
            {
                return;
            }
        }

        _inserter.Insert(model, Guidance.Plain);
    }
}

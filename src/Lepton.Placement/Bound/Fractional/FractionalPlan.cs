using Lepton.Placement.Core;

namespace Lepton.Placement.Bound.Fractional;

/// <summary>The placement problem over the candidates as a linear program: replicas and nodes may be fractions. Its prices are good multipliers to start from, its plan a good guide for cuts and roundings.</summary>
internal sealed class FractionalPlan
{
    private readonly Relaxation _relaxation;
    private readonly LinearProgram _program = new();
    private readonly List<(int Model, int Missing, int Cover, int Spot, double Unit)> _models = [];
    private readonly List<(int Pool, int Column)> _nodes = [];

    internal FractionalPlan(Instance instance, Relaxation relaxation)
    {
        _relaxation = relaxation;
        foreach (var model in instance.Models)
        {
            foreach (var option in model.Options)
            {
                _program.Column(Cost(model, option), model.Refused ? 0 : option.Most);
            }
        }

        foreach (var right in relaxation.RightSides())
        {
            _program.Row(right);
        }

        foreach (var model in instance.Models.Where(m => !m.Refused))
        {
            Add(model);
        }

        foreach (var pool in instance.Pools.Where(p => p.NewNodes > 0 && !PoolRows.OpensFreely(p)))
        {
            Add(pool);
        }

        foreach (var (row, pair, use) in relaxation.CutMembers())
        {
            _program.Set(row, pair, use);
        }

        _program.Build();
    }

    /// <summary>Moves the point towards the optimum.</summary>
    /// <param name="tolerance">Enough, as a part of the cost.</param>
    /// <param name="threads">Cores that may be used; the outcome is the same.</param>
    /// <returns>How far plan and prices are from agreeing, as a part of the cost.</returns>
    internal double Solve(FractionalPoint point, int steps, double tolerance, int threads, CancellationToken cancellationToken)
    {
        var (plan, prices) = (new double[_program.Costs.Length], new double[_program.Right.Length]);
        point.Multipliers.CopyTo(prices, 0);
        point.Replicas.CopyTo(plan, 0);
        foreach (var (model, missing, cover, spot, unit) in _models)
        {
            (plan[missing], prices[cover]) = (point.Missing[model] / unit, point.Units[model] * unit);
            prices[Math.Max(spot, cover)] = spot < 0 ? prices[cover] : point.Spot[model] * unit;
        }

        _nodes.ForEach(n => plan[n.Column] = point.Nodes[n.Pool]);
        var solver = new PrimalDual(_program, plan, prices) { Threads = threads, Weight = point.Weight };
        solver.Run(steps, tolerance, cancellationToken);
        Keep(point, solver);
        return solver.Error;
    }

    private void Keep(FractionalPoint point, PrimalDual solver)
    {
        (point.Multipliers, point.Replicas, point.Weight) = (solver.Prices[..point.Multipliers.Length], solver.Plan[.._relaxation.Pairs.Count], solver.Weight);
        foreach (var (model, missing, cover, spot, unit) in _models)
        {
            (point.Missing[model], point.Units[model], point.Spot[model]) = (solver.Plan[missing] * unit, solver.Prices[cover] / unit, spot < 0 ? 0 : solver.Prices[spot] / unit);
        }

        _nodes.ForEach(n => point.Nodes[n.Pool] = solver.Plan[n.Column]);
    }

    /// <summary>What a gang pays once is spread over its replicas; arriving costs a move where every arrival is one.</summary>
    private double Cost(ModelData model, Option option) =>
        option.Rate + (model.Gang ? model.GangCost[option.Index] * option.Units / model.Demand : 0) + (option.Current > 0 ? 0 : _relaxation.ArrivalCost(model));

    private void Add(PoolData pool)
    {
        var nodes = _program.Column(pool.NodePrice, pool.NewNodes);
        _nodes.Add((pool.Index, nodes));
        foreach (var (row, perNode) in _relaxation.OfNodes(pool))
        {
            _program.Set(row, nodes, -perNode);
        }

        foreach (var (row, use) in _relaxation.OfLimits(pool.NodeLimits))
        {
            _program.Set(row, nodes, use);
        }
    }

    private void Add(ModelData model)
    {
        // Demand may be a few requests or millions of tokens: counted in what the best replica does, all rows are of one size, without which the steps are as short as the largest calls for.
        var unit = model.Options.Length > 0 ? model.Options.Max(o => o.Units) : model.Demand;
        var missing = _program.Column(model.WholePenalty / model.Demand * unit, model.Demand / unit);
        var cover = _program.Row(-model.Demand / unit);
        _program.Set(cover, missing, -1);
        var spot = double.IsFinite(model.Rules.SpotUnits) ? _program.Row(model.Rules.SpotUnits / unit) : -1;
        _models.Add((model.Index, missing, cover, spot, unit));
        var first = _relaxation.Pairs.First[model.Index];
        foreach (var option in model.Options)
        {
            // A replica counts as that part of the demand it is of all the whole replicas of its kind that would meet it: otherwise the plan pays for 1.2 replicas where 2 will run.
            var pair = first + option.Index;
            _program.Set(cover, pair, -model.Demand / Math.Max(model.Needed(option.Units), model.Rules.LeastReplicas) / unit);
            if (spot >= 0 && option.Pool.Spot)
            {
                _program.Set(spot, pair, option.Units / unit);
            }

            foreach (var (row, use) in _relaxation.Uses(option))
            {
                _program.Set(row, pair, use);
            }
        }

        foreach (var rule in model.Rules.Spread.Where(r => double.IsFinite(r.CapUnits)))
        {
            Cap(model, rule, unit);
        }
    }

    private void Cap(ModelData model, SpreadData rule, double unit)
    {
        foreach (var domain in model.Options.GroupBy(o => o.Pool.Domains[(int)rule.Topology]))
        {
            var cap = _program.Row(Math.Max(rule.CapUnits, domain.Max(o => o.Units)) / unit);
            foreach (var option in domain)
            {
                _program.Set(cap, _relaxation.Pairs.First[model.Index] + option.Index, option.Units / unit);
            }
        }
    }
}

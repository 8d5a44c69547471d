using Lepton.Placement.Rules;

namespace Lepton.Placement.Core;

/// <summary>Compiles models: what each may use, what it costs there and which limits it uses.</summary>
internal sealed class ModelBuilder(PoolData[] pools, LimitData[] limits)
{
    private readonly List<Option> _options = [];

    /// <param name="allowed">Pools its rules leave, in ascending order.</param>
    internal ModelData Complete(Model model, int index, int[] allowed)
    {
        var demand = Demand(model);
        _options.Clear();
        foreach (var p in allowed)
        {
            if (Option(model, pools[p], demand) is { } option)
            {
                _options.Add(option);
            }
        }

        var options = Numbered(_options);
        return Data(model, index, demand, options, [], RulesCompiler.Compile(model, demand, Array.ConvertAll(options, o => o.Pool)), Tiers(options), []);
    }

    /// <summary>The same model with only the pools of the list as candidates.</summary>
    /// <param name="complete">The model with all of them.</param>
    internal ModelData Shorten(ModelData complete, IReadOnlySet<int> keep)
    {
        var options = Numbered(complete.Options.Where(o => keep.Contains(o.Pool.Index)));
        var others = complete.Options.Where(o => !keep.Contains(o.Pool.Index)).Select(o => o.Pool.Index).ToArray();
        return Data(complete.Source, complete.Index, complete.Demand, options, others, complete.Rules, complete.Tiers, complete.Refusal);
    }

    /// <summary>The same model with further candidates out of its <see cref="ModelData.Others"/>.</summary>
    internal ModelData Extend(ModelData model, IReadOnlyCollection<int> more)
    {
        var added = more.Select(p => Option(model.Source, pools[p], model.Demand)).OfType<Option>();
        var options = Numbered(model.Options.Concat(added).OrderBy(o => o.Pool.Index));
        var others = model.Others.Except(more).ToArray();
        return Data(model.Source, model.Index, model.Demand, options, others, model.Rules, model.Tiers, model.Refusal);
    }

    /// <summary>A model of a fleet that is kept, put together from few of its pools: what the others are worth is seen by their prices alone, and their room is no limit.</summary>
    /// <param name="keep">Its candidates, in ascending order.</param>
    /// <param name="others">The other pools that could hold one of its replicas.</param>
    /// <param name="tiers">Kinds of replica over all these pools.</param>
    /// <param name="rules">Null to compile them, with all these pools.</param>
    internal ModelData Sketch(Model model, int index, int[] keep, int[] others, Tier[] tiers, ModelRules? rules = null)
    {
        var demand = Demand(model);
        rules ??= RulesCompiler.Compile(model, demand, model.Spread.Count == 0 ? [] : Array.ConvertAll(others, p => pools[p]));
        return Data(model, index, demand, Numbered(keep.Select(p => Option(model, pools[p], demand)).OfType<Option>()), others, rules, tiers, []);
    }

    /// <summary>The same model where it runs in the places of the parts.</summary>
    internal ModelData Settled(ModelData model, Part[] parts)
    {
        var options = Array.ConvertAll(model.Options, o => Array.Find(parts, p => p.Option == o.Index).Count is var now && now == o.Current ? o : o with { Current = now });
        var source = model.Source with { Current = Array.ConvertAll(parts, p => new CurrentPlacement(options[p.Option].Pool.Source.Id, p.Count)) };
        return Data(source, model.Index, model.Demand, options, model.Others, model.Rules, model.Tiers, model.Refusal);
    }

    /// <summary>The same model, with no limit of room over its pools where not all of them are candidates: room may come that nobody tells it of.</summary>
    internal ModelData Loosened(ModelData model) => model.Others.Length == 0 || Array.TrueForAll(model.Tiers, t => t.Most == ProblemErrors.AbsurdCount)
        ? model
        : Data(model.Source, model.Index, model.Demand, model.Options, model.Others, model.Rules, Array.ConvertAll(model.Tiers, t => t with { Most = ProblemErrors.AbsurdCount }), model.Refusal);

    /// <summary>Nothing, in the place of a model that is gone or may come.</summary>
    internal ModelData Hole(int index) => Data(new Model { Id = "" }, index, 0, [], [], new ModelRules([], double.PositiveInfinity, 0), [], Gone);

    private static readonly string[] Gone = ["it is gone"];

    internal static double Demand(Model model) => model.Demand ?? model.Replicas!.Value;

    /// <summary>Rules may ask for more replicas than the demand: one per domain, or the on-demand floor.</summary>
    internal static int MostWanted(Model model, double demand, double units)
    {
        var needed = ModelData.ReplicasFor(demand, units);
        return model.Kind == ModelKind.Training && model.Replicas is not null ? needed : Math.Max(needed, model.MinOnDemandReplicas ?? 0);
    }

    /// <summary>Copies where the number changes: the list an option comes from may still be in use.</summary>
    private static Option[] Numbered(IEnumerable<Option> options) => options.Select((o, i) => o.Numbered(i)).ToArray();

    private static Tier[] Tiers(Option[] options) => options.GroupBy(o => (o.Units, o.Pool.Spot))
        .Select(g => new Tier(g.Key.Units, g.Key.Spot, (int)Math.Min(ProblemErrors.AbsurdCount, g.Sum(o => (long)o.Most)))).ToArray();

    private ModelData Data(Model model, int index, double demand, Option[] options, int[] others, ModelRules rules, Tier[] tiers, IReadOnlyList<string> refusal)
    {
        var gangCost = options.Select(o => GangCost(model, o.Pool.Source)).ToArray();
        return new ModelData
        {
            Index = index,
            Source = model,
            Demand = demand,
            Options = options,
            Others = others,
            Tiers = tiers,
            Refusal = refusal,
            Rules = rules,
            GangCost = gangCost,
            GangLimits = options.Select((o, i) => LimitUses.OfGang(model, gangCost[i], o.Pool.Limits)).ToArray(),
            CurrentReplicas = model.Current.Sum(c => c.Replicas),
        };
    }

    private Option? Option(Model model, PoolData pool, double demand)
    {
        var shape = ReplicaShape.Of(model, pool.Source);
        var most = Math.Min(pool.Fit(shape.Need), MostWanted(model, demand, shape.Units));
        if (most == 0 || (pool.Spot && !RulesCompiler.AllowsOneOnSpot(model, demand, shape.Units)))
        {
            return null;
        }

        var rate = Rates.PerReplica(model, pool, shape, demand);
        var listRate = rate + (pool.NodePrice * pool.NodeShare(shape.Need));
        var uses = LimitUses.OfReplica(model, pool.Source, shape, listRate, pool.Limits);
        foreach (var use in uses)
        {
            most = Math.Min(most, LimitUses.Most(use, limits));
        }

        if (most == 0 || listRate > (model.Budget ?? double.PositiveInfinity) + Money.Tolerance(listRate))
        {
            return null;
        }

        return new Option
        {
            Index = -1,
            Pool = pool,
            Units = shape.Units,
            Need = shape.Need,
            Rate = rate,
            ListRate = listRate,
            Unbilled = Rates.Unbilled(model, pool.Source, shape, demand),
            Limits = uses,
            Most = most,
            Current = Current(model, pool.Source.Id),
        };
    }

    private static int Current(Model model, string pool)
    {
        for (var i = 0; i < model.Current.Count; i++)
        {
            if (model.Current[i].Pool == pool)
            {
                return model.Current[i].Replicas;
            }
        }

        return 0;
    }

    private static double GangCost(Model model, Pool pool) => model.Kind == ModelKind.Training ? model.PlaceCost(pool) : 0;
}

using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Cli.Simulate.Contenders;
using Lepton.Cli.Simulate.Futures;
using Lepton.Cli.Simulate.Setup;
using Lepton.Cli.Simulate.World;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Planning;
using Lepton.Operator.State;

namespace Lepton.Cli.Simulate.Running;

/// <summary>
/// What serving all demand must cost at least. The time is cut into spans; for each, everything is placed afresh for the least that every model asks in it, at the
/// least that everything costs in it, on the whole fleet as if nothing ever failed, ran out or stood in the way, and the solver's certified bound is taken. Dollars
/// that nobody is billed (latency, the risk of reclaims, moves) do not count. Whatever serves all demand pays that at every moment of the span.
/// </summary>
internal sealed class LowerBound
{
    private readonly SimulationInput _input;
    private readonly List<ModelRun> _models;
    private readonly WorldPrices _prices;
    private readonly SortedDictionary<string, PriceChange> _factors = new(StringComparer.Ordinal);
    private readonly FleetPlanner _planner;
    private readonly FleetPlanner _searcher;
    private readonly SimWorld _world;

    /// <summary>Every so many spans a placement is searched for too: a number that meets all hours of the day.</summary>
    private const int SearchEvery = 11;

    /// <summary>The bound does not need the search.</summary>
    private const long NoSearch = 1;

    private LowerBound(SimulationInput input, long work)
    {
        _input = input with { Policies = input.Policies.Append(Default(input)).OfType<PlacementPolicy>().Select(Billed).ToList() };
        _models = input.Models.Select(model => new ModelRun(Fresh(model), input.LoadOf($"{model.Metadata.Namespace}/{model.Metadata.Name}"))).ToList();
        _prices = new WorldPrices(input.Prices);
        _planner = new FleetPlanner(new LimitedSolver(NoSearch), _prices);
        _searcher = new FleetPlanner(new LimitedSolver(work), _prices);
        _world = new SimWorld(_input);
    }

    /// <param name="every">Hours of a span.</param>
    /// <param name="work">Limit of the solver's search in the spans in which a placement is searched for.</param>
    public static BoundResult Of(SimulationInput input, Future future, double every, long work, CancellationToken cancellationToken = default)
    {
        var bound = new LowerBound(input, work);
        var spans = new List<BoundSpan>();
        var next = 0;
        for (var at = 0.0; at < future.Hours; at += every)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var to = Math.Min(at + every, future.Hours);
            for (; next < future.Events.Count && future.Events[next].At <= at; next++)
                bound.Happen(future.Events[next]);
            var within = future.Events.Skip(next).TakeWhile(e => e.At < to).ToList();
            next += within.Count;
            spans.Add(bound.Span(at, to, within, search: spans.Count % SearchEvery == 0));
        }

        return new BoundResult(spans);
    }

    private void Happen(FutureEvent future)
    {
        if (future is PriceChange price)
            _factors[price.Source] = price;
        if (future is not LoadChange load || _models.Find(model => model.Key.ToString() == load.Model) is not { } model)
            return;
        model.Load = load.UnitsPerSecond;
        model.Follow();
    }

    /// <summary>Goes through the events of a span and bounds it by the least of everything.</summary>
    private BoundSpan Span(double at, double to, List<FutureEvent> events, bool search)
    {
        var least = _factors.ToDictionary(pair => pair.Key, pair => pair.Value.Factor, StringComparer.Ordinal);
        var demand = Demand();
        var most = Demand();
        foreach (var happening in events)
        {
            // A factor that comes up for the first time was 1 before.
            if (happening is PriceChange price)
                least[price.Source] = Math.Min(least.GetValueOrDefault(price.Source, 1), price.Factor);
            Happen(happening);
            foreach (var (model, units) in Demand())
                (demand[model], most[model]) = (Math.Min(demand[model], units), Math.Max(most[model], units));
        }

        foreach (var (source, factor) in least)
            _prices.Apply(_factors[source] with { Factor = factor });
        var after = Demand();
        Ask(demand);
        var swing = demand.Max(pair => pair.Value <= 0 ? 1 : most[pair.Key] / pair.Value);
        var span = Place(search ? _searcher : _planner, at, swing);
        Ask(after);
        return new BoundSpan(at, to, span.Bound, search ? span.Cost : null);
    }

    private Dictionary<ModelRun, double> Demand() => _models.ToDictionary(model => model, model => model.Model.Spec.Demand?.UnitsPerSecond ?? 0);

    private void Ask(Dictionary<ModelRun, double> units)
    {
        foreach (var model in _models.Where(model => model.Model.Spec.Demand is not null))
            model.Model.Spec.Demand!.UnitsPerSecond = units[model];
    }

    /// <param name="swing">The most a model asks for in the span, by the least: a share of the most that may be on spot capacity is so much more of the least.</param>
    private (double Bound, double Cost) Place(FleetPlanner planner, double at, double swing)
    {
        var plan = planner.Plan(new FleetSnapshot
        {
            Time = OperatorStep.Clock(at),
            Models = _models.Select(model => model.Model).ToList(),
            Providers = _input.Providers,
            Policies = _input.Policies.Select(policy => Loosened(policy, swing)).ToList(),
            Members = _world.Clusters.ToDictionary(cluster => cluster.Name, cluster => cluster.See(at, OperatorStep.Clock), StringComparer.Ordinal),
        }).Solution;

        // The bound is of cost and penalties together, and whoever serves all demand has no penalties. Where this plan does not, perhaps nobody can: then it says
        // no more than what the plan costs.
        return (plan.Penalty > 0 ? Math.Min(plan.Bound, plan.Cost) : plan.Bound, plan.Cost);
    }

    private static PlacementPolicy? Default(SimulationInput input) =>
        input.Policies.Any(policy => policy.Metadata.Name == PlacementPolicy.DefaultName) ? null : new PlacementPolicy { Metadata = { Name = PlacementPolicy.DefaultName } };

    /// <summary>The same rules, without weights for what nobody is billed.</summary>
    private static PlacementPolicy Billed(PlacementPolicy policy)
    {
        var copy = KubernetesJson.Deserialize<PlacementPolicy>(KubernetesJson.ToNode(policy)!)!;
        copy.Spec.Objective = new PolicyObjective { StabilityDollarsPerMove = 0 };
        return copy;
    }

    private static PlacementPolicy Loosened(PlacementPolicy policy, double swing)
    {
        if (policy.Spec.MaxSpotShare is not { } share || swing <= 1)
            return policy;
        var copy = KubernetesJson.Deserialize<PlacementPolicy>(KubernetesJson.ToNode(policy)!)!;
        copy.Spec.MaxSpotShare = Math.Min(1, share * swing);
        return copy;
    }

    private static LeptonModel Fresh(LeptonModel model)
    {
        var copy = KubernetesJson.Deserialize<LeptonModel>(KubernetesJson.ToNode(model)!)!;
        copy.Metadata.Namespace ??= "default";
        copy.Status = new LeptonModelStatus();
        return copy;
    }
}

/// <summary>A stretch of time, in dollars per hour.</summary>
/// <param name="Bound">Nobody who serves all demand pays less.</param>
/// <param name="Afresh">What the placement that was found costs, were it made out of nothing; null where none was searched for.</param>
internal sealed record BoundSpan(double From, double To, double Bound, double? Afresh);

/// <summary>The whole time.</summary>
internal sealed record BoundResult(IReadOnlyList<BoundSpan> Spans)
{
    public double Dollars => Spans.Sum(span => span.Bound * (span.To - span.From));

    /// <summary>What it would cost to place everything afresh all the time, reckoned from the spans in which that was tried: between this and <see cref="Dollars"/> lies what the bound misses.</summary>
    public double Afresh
    {
        get
        {
            var tried = Spans.Where(span => span.Afresh is not null).ToList();
            var bound = tried.Sum(span => span.Bound);
            return bound <= 0 ? 0 : Dollars * tried.Sum(span => span.Afresh!.Value) / bound;
        }
    }

    /// <summary>Dollars per hour by hour.</summary>
    public IReadOnlyList<(double At, double Dollars)> Samples => Spans.Select(span => (span.From, span.Bound)).ToList();
}

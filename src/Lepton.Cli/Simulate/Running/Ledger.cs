using Lepton.Cli.Simulate.Setup;
using Lepton.Cli.Simulate.World;
using Lepton.Operator.Planning.Problem;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.Running;

/// <summary>Adds up what a run costs and how it serves. Between two events nothing changes, so every figure is a rate times a length.</summary>
internal sealed class Ledger(SimulationInput input, SimWorld world, WorldPrices prices, IReadOnlyList<ModelRun> models)
{
    private readonly MachineBill _bill = new(input, prices);
    private readonly SortedDictionary<string, double> _byProvider = new(StringComparer.Ordinal);
    private readonly List<HourSample> _series = [];
    private FleetRates _rates = FleetRates.None;
    private List<ServingRates> _serving = [];
    private double _now;
    private double _usedHours;
    private double _idleHours;
    private double _spotHours;

    /// <summary>Everything up to a time has happened as it stands.</summary>
    public void Advance(double to)
    {
        var length = to - _now;
        if (length <= 0)
            return;
        while (_series.Count <= to && _series.Count < 100_000)
            _series.Add(Sample(_series.Count));
        foreach (var (provider, dollars) in _rates.ByProvider)
            _byProvider[provider] = _byProvider.GetValueOrDefault(provider) + dollars * length;
        _usedHours += _rates.GpusUsed * length;
        _idleHours += _rates.GpusIdle * length;
        _spotHours += _rates.SpotGpus * length;
        for (var i = 0; i < models.Count; i++)
            _serving[i].AddTo(models[i], length);
        _now = to;
    }

    /// <summary>Takes the rates that hold from now on.</summary>
    public void Read(double now)
    {
        _rates = _bill.Rates(world, models);
        _serving = models.Select(model => ServingRates.Of(model, world, now)).ToList();
    }

    public RunResult Result(string contender, IReadOnlyDictionary<string, int> moves, int plans)
    {
        var load = models.Sum(model => model.LoadUnitHours * Weight(model));
        return new RunResult
        {
            Contender = contender,
            Hours = _now,
            Cost = _byProvider.Values.Sum(),
            CostByProvider = _byProvider,
            GpuHoursUsed = _usedHours,
            GpuHoursIdle = _idleHours,
            SpotGpuHours = _spotHours,
            Unserved = Share(models.Sum(model => model.UnservedUnitHours * Weight(model)), load),
            SloMisses = Share(models.Sum(model => model.LateUnitHours * Weight(model)), load),
            DownHours = models.Sum(model => model.DownHours),
            Moves = moves,
            Plans = plans,
            Models = models.OrderBy(model => model.Key.ToString(), StringComparer.Ordinal).Select(Result).ToList(),
            Series = _series,
        };
    }

    private static ModelResult Result(ModelRun model) => new(
        model.Key.ToString(), Share(model.UnservedUnitHours, model.LoadUnitHours), Share(model.LateUnitHours, model.LoadUnitHours), model.DownHours, model.GangHours, model.Moves);

    private static double Share(double part, double whole) => whole <= 0 ? 0 : part / whole;

    /// <summary>Units of different models are not alike: they count by their requests.</summary>
    private static double Weight(ModelRun model) => 1 / (model.LoadCurve?.UnitsPerRequest ?? new LoadDefinition("").UnitsPerRequest);

    private HourSample Sample(int hour)
    {
        var load = 0.0;
        var served = 0.0;
        for (var i = 0; i < _serving.Count; i++)
        {
            load += _serving[i].Load * Weight(models[i]);
            served += Math.Min(_serving[i].Load, _serving[i].Capacity) * Weight(models[i]);
        }

        return new HourSample(hour, _rates.ByProvider.Values.Sum(), load <= 0 ? 1 : served / load, _rates.GpusUsed, _rates.GpusIdle, _rates.SpotGpus);
    }
}

/// <summary>How one model is served now.</summary>
internal sealed record ServingRates(double Load, double Capacity, double LateShare, bool WholeGang)
{
    public static ServingRates Of(ModelRun model, SimWorld world, double now)
    {
        var ready = world.Of(model.Key).Where(replica => replica.ReadyNow(now)).ToList();
        if (model.IsTraining)
            return new ServingRates(0, 0, 0, ready.Count > 0 && ready.Count >= (model.Model.Spec.Training?.Parallelism ?? 1));
        var capacity = ready.Sum(replica => replica.Throughput);
        var curve = model.LoadCurve ?? new LoadDefinition(model.Key.ToString());
        var rate = ready.Count == 0 ? 0 : capacity / ready.Count / curve.UnitsPerRequest;
        return new ServingRates(model.Load, capacity, Queueing.WaitsLonger(ready.Count, model.Load / curve.UnitsPerRequest, rate, curve.SloSeconds), false);
    }

    public void AddTo(ModelRun model, double hours)
    {
        model.LoadUnitHours += Load * hours;
        model.UnservedUnitHours += Math.Max(0, Load - Capacity) * hours;
        model.LateUnitHours += Load * LateShare * hours;
        if (Load > 0 && Capacity <= 0)
            model.DownHours += hours;
        if (WholeGang)
            model.GangHours += hours;
    }
}

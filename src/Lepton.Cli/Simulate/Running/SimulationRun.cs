using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Cli.Simulate.Contenders;
using Lepton.Cli.Simulate.Futures;
using Lepton.Cli.Simulate.Setup;
using Lepton.Cli.Simulate.World;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Cli.Simulate.Running;

/// <summary>
/// One contender on one future: an event-driven run without API servers. A plan is made when demand, prices, machines or the reachability of clusters change, when a
/// grace period ends, and at least by the hour, as the operator would. The same input gives the same result to the last digit.
/// </summary>
internal sealed class SimulationRun
{
    private readonly SimulationInput _input;
    private readonly Future _future;
    private readonly Contender _contender;
    private readonly SimWorld _world;
    private readonly WorldPrices _prices;
    private readonly List<ModelRun> _models;
    private readonly OperatorStep _operator;
    private readonly Ledger _ledger;
    private readonly SortedSet<double> _wakes = [];
    private readonly HashSet<double> _planAt = [];
    private bool _planDue = true;

    private SimulationRun(SimulationInput input, Future future, Contender contender)
    {
        _input = input with { Policies = contender.Policies(input.Policies) };
        _future = future;
        _contender = contender;
        _world = new SimWorld(_input) { WakeAt = at => _wakes.Add(at) };
        _prices = new WorldPrices(input.Prices);
        _models = input.Models.Select(model => new ModelRun(Copy(model), input.LoadOf($"{model.Metadata.Namespace}/{model.Metadata.Name}"))).OrderBy(model => model.Key.ToString(), StringComparer.Ordinal).ToList();
        _operator = new OperatorStep(_input, _world, _models, contender.Solver, _prices);
        _ledger = new Ledger(_input, _world, _prices, _models);
        for (var hour = 1; hour <= future.Hours; hour++)
            PlanAt(hour);
    }

    public static RunResult Execute(SimulationInput input, Future future, Contender contender, CancellationToken cancellationToken = default) =>
        new SimulationRun(input, future, contender).Execute(cancellationToken);

    private RunResult Execute(CancellationToken cancellationToken)
    {
        var next = 0;
        var now = 0.0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (; next < _future.Events.Count && _future.Events[next].At <= now; next++)
                Happen(_future.Events[next], now);
            Step(now);
            var coming = next < _future.Events.Count ? _future.Events[next].At : double.MaxValue;
            _wakes.RemoveWhere(at => at <= now);
            now = Math.Min(coming, _wakes.Count > 0 ? _wakes.Min : double.MaxValue);
            _ledger.Advance(Math.Min(now, _future.Hours));
            if (now >= _future.Hours)
                return _ledger.Result(_contender.Name, _operator.Moves, _operator.Plans);
        }
    }

    private void Step(double now)
    {
        _world.Tend(now);
        _operator.Observe(now);
        if (_planDue || _planAt.Remove(now))
        {
            _planDue = false;
            _operator.Plan(now);
        }

        foreach (var model in _models)
            _world.Apply(model.Model, now);
        _world.Schedule(now);
        _ledger.Read(now);
    }

    private void Happen(FutureEvent future, double now)
    {
        switch (future)
        {
            case LoadChange load when _models.Find(model => model.Key.ToString() == load.Model) is { } model:
                model.Load = load.UnitsPerSecond;
                _planDue |= model.Follow();
                break;
            case PriceChange price:
                _prices.Apply(price);
                _planDue = true;
                break;
            case ClusterChange change when _world.Find(change.Cluster) is { } cluster:
                Change(cluster, change, now);
                break;
            case StockChange stock when Pool(stock.Cluster, stock.Pool) is { } pool:
                pool.InStock = stock.InStock;
                break;
            case SlotLoss loss when Pool(loss.Cluster, loss.Pool)?.At(loss.Slot) is { } node:
                _world.Lose(node);
                _planDue = true;
                break;
            case SlotGpus gpus when Pool(gpus.Cluster, gpus.Pool)?.At(gpus.Slot) is { } node:
                SimWorld.FailGpus(node, gpus.Failed, now);
                _planDue = true;
                break;
        }
    }

    private void Change(SimCluster cluster, ClusterChange change, double now)
    {
        if (!cluster.Serving && change.Serving)
            _world.Restart(cluster, now);
        if (cluster.Reachable && !change.Reachable)
        {
            // What is seen last is what stood there a moment ago.
            cluster.See(now, OperatorStep.Clock);
            foreach (var policy in _input.Policies.Append(new PlacementPolicy()))
                PlanAt(now + policy.Spec.Failover.GracePeriod.ToTimeSpan().TotalHours);
        }

        if (cluster.Reachable != change.Reachable)
            cluster.Since = now;
        cluster.Reachable = change.Reachable;
        cluster.Serving = change.Serving;
        _planDue = true;
    }

    private SimPool? Pool(string cluster, string pool) => _world.Find(cluster)?.Pools.Find(candidate => candidate.Definition.Name == pool);

    private void PlanAt(double at)
    {
        _planAt.Add(at);
        _wakes.Add(at);
    }

    private static LeptonModel Copy(LeptonModel model)
    {
        var copy = KubernetesJson.Deserialize<LeptonModel>(KubernetesJson.ToNode(model)!)!;
        copy.Metadata.Namespace ??= "default";
        copy.Metadata.Uid ??= $"{copy.Metadata.Namespace}/{copy.Metadata.Name}";
        copy.Metadata.Generation ??= 1;
        copy.Status = new LeptonModelStatus();
        return copy;
    }
}

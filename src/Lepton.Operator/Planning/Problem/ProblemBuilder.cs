using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Planning.Problem;

/// <summary>Turns a fleet and the models to place into the solver's problem. Models that are not to be placed keep what they have: it is taken off what is free.</summary>
internal sealed class ProblemBuilder(PlanningFacts facts, IReadOnlyList<ModelStanding> standings)
{
    private static readonly HashSet<(ModelKey, string)> Nobody = [];
    private readonly PlaceNames _names = new(facts.Pools.Values);
    private readonly Penalties _penalties = new(standings.Select(s => s.Model));
    private readonly Dictionary<ModelKey, ModelStanding> _byKey = standings.ToDictionary(s => s.Key);

    /// <summary>
    /// How long the solver may search, in its own units. Up to two dozen models it gets what it would take by itself; beyond that a plan that comes within seconds is worth more than
    /// the last per cent: what is found is certified by its bound all the same, and each later plan starts from it. The more models share pools, the longer a unit takes, so that
    /// of very many models fewer units are bought: the time stays about the same.
    /// </summary>
    public static long WorkFor(int models) => models <= ManyModels
        ? Math.Min(PlacementSolver.BaseWork + (PlacementSolver.WorkPerModel * models), MostWork)
        : Math.Max(MostWork * ManyModels / models, LeastWork);

    private const long MostWork = 300_000;

    private const long LeastWork = 15_000;

    private const int ManyModels = 50;

    /// <param name="movable">The models to place (anew). All others stay.</param>
    /// <param name="relaxed">Models whose rules marked ScheduleAnyway are given up.</param>
    /// <param name="held">Models whose pods in a pool stay on their nodes if the model stays in the pool: what they hold is nobody else's.</param>
    public PlacementProblem Build(IReadOnlySet<ModelKey> movable, IReadOnlySet<ModelKey>? relaxed = null, IReadOnlySet<(ModelKey Model, string Pool)>? held = null)
    {
        var ledger = new CommitmentLedger(facts.Snapshot.Providers);
        UseCommitments(ledger, movable);
        // Commitments pay what runs before what would have to be added anywhere.
        var budgets = facts.Pools.Values.Where(p => !p.IsFormer).Select(p => (Pool: p, Room: Budget(p, movable, held))).ToList();
        var pools = (held ?? Nobody).OrderBy(h => $"{h.Pool} {h.Model}", StringComparer.Ordinal).Select(h => Held(h.Model, h.Pool, ledger)).OfType<Pool>().ToList();
        pools.AddRange(budgets.SelectMany(b => PoolParts.Existing(b.Pool, _names, b.Room.Budget, ledger)));
        pools.AddRange(budgets.SelectMany(b => PoolParts.New(b.Pool, _names, b.Room.NewNodes, ledger)));

        var converter = new ModelConverter(facts, _penalties, pools);
        var models = standings.Where(s => movable.Contains(s.Key) && HasWork(s)).OrderBy(s => s.Key.ToString(), StringComparer.Ordinal)
            .Select(s => converter.Convert(s, relaxed?.Contains(s.Key) == true)).ToList();
        return new PlacementProblem
        {
            Pools = pools,
            Models = models,
            Work = WorkFor(models.Count),
            Limits = new LimitBuilder(facts, standings).Build(movable),
        };
    }

    /// <summary>What is free in a pool when only <paramref name="movable"/> models may move: on its nodes, and how many nodes it can still get.</summary>
    /// <param name="gone">Pods that end whatever becomes of their model.</param>
    public (NodeBudget Budget, int NewNodes) Budget(FleetPool pool, IReadOnlySet<ModelKey> movable, IReadOnlySet<(ModelKey Model, string Pool)>? held = null, IReadOnlySet<PodView>? gone = null)
    {
        var budget = NodeBudget.Of(pool, pod => gone?.Contains(pod) == true || (IsMovable(pod, pool, movable) && held?.Contains((pod.Model!.Value, pool.Id)) != true));
        var newNodes = pool.ScalableNodes;
        foreach (var standing in standings)
        {
            if (movable.Contains(standing.Key))
                continue;
            foreach (var (placement, own) in standing.Kept)
            {
                if (own.Id != pool.Id)
                    continue;
                var waiting = placement.Replicas - BoundPods(pool, standing.Key);
                var homeless = budget.Reserve(waiting, placement.AcceleratorCount, ModelDemandOf.Cpu(standing.Model), ModelDemandOf.MemoryGiB(standing.Model));
                newNodes -= NodesFor(pool, homeless, placement.AcceleratorCount);
            }
        }

        return (budget, Math.Max(0, newNodes));
    }

    /// <summary>The replicas of a model that have their places on a pool's nodes, as a part of the pool that only this model may use.</summary>
    private Pool? Held(ModelKey model, string pool, CommitmentLedger ledger)
    {
        var kept = _byKey[model].Kept.First(k => k.Pool.Id == pool);
        var replicas = Math.Min(kept.Placement.Replicas, BoundPods(kept.Pool, model));
        var each = new NodeFree(kept.Placement.AcceleratorCount, ModelDemandOf.Cpu(_byKey[model].Model), ModelDemandOf.MemoryGiB(_byKey[model].Model));
        return replicas == 0 ? null : PoolParts.Held(kept.Pool, _names, model, Enumerable.Repeat(each, replicas).ToList(), ledger);
    }

    /// <summary>False when nothing is wanted (scaled to zero), or all of it runs where it stays whatever is decided: there is nothing to place.</summary>
    private static bool HasWork(ModelStanding standing) => standing.IsTraining ? standing.Settled <= 0 : standing.Wanted - standing.Settled > 1e-9;

    /// <summary>Whole nodes that so many replicas take.</summary>
    public static int NodesFor(FleetPool pool, int replicas, int gpus)
    {
        if (replicas <= 0)
            return 0;
        var perNode = gpus > 0 ? Math.Max(1, pool.GpusPerNode / gpus) : replicas;
        return (replicas + perNode - 1) / perNode;
    }

    private static int BoundPods(FleetPool pool, ModelKey model)
    {
        var label = Emission.Names.Placement(pool.Id);
        return pool.Nodes.Sum(n => n.Pods.Count(p => p.Model == model && (p.Placement is null || p.Placement == label)));
    }

    /// <summary>A pod counts as movable when its model is and the placement it belongs to is not on its way out already (that one holds its GPUs until it is gone).</summary>
    private bool IsMovable(PodView pod, FleetPool pool, IReadOnlySet<ModelKey> movable)
    {
        if (pod.Model is not { } model || !movable.Contains(model) || !_byKey.TryGetValue(model, out var standing))
            return false;
        return standing.Kept.Any(k => k.Pool.Id == pool.Id);
    }

    private void UseCommitments(CommitmentLedger ledger, IReadOnlySet<ModelKey> movable)
    {
        foreach (var pool in facts.Pools.Values.Where(p => p.ResourceName is not null && !p.IsFormer))
        {
            var used = pool.Nodes.SelectMany(n => n.Pods)
                .Where(p => !IsMovable(p, pool, movable))
                .Sum(p => p.Resources.Devices.GetValueOrDefault(pool.ResourceName!));
            ledger.Take(pool, used);
        }
    }
}

using Lepton.Operator.Planning.Problem;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning.Rebalancing;

/// <summary>Room at the targets of moves while all sources still run (make before break). Room that one move takes is gone for those after it.</summary>
internal sealed class MoveRoom(ProblemBuilder builder)
{
    private static readonly HashSet<ModelKey> Nobody = [];
    private readonly Dictionary<string, (NodeBudget Budget, int NewNodes)> _room = new(StringComparer.Ordinal);

    /// <summary>Replicas a model has in a pool now.</summary>
    public static int Have(ModelStanding standing, string pool) => standing.Kept.Concat(standing.Anchored).Where(k => k.Pool.Id == pool).Sum(k => k.Placement.Replicas);

    /// <summary>Sets aside what a model needs beyond what it has. False, and nothing is taken, when it does not fit.</summary>
    public bool TryTake(ModelStanding standing, IReadOnlyList<Assignment> target)
    {
        // Tried on copies: what is set aside for a move that then does not fit must not be lost, nor what earlier moves were given.
        var taken = new Dictionary<string, (NodeBudget Budget, int NewNodes)>(StringComparer.Ordinal);
        foreach (var assignment in target)
        {
            var more = assignment.Replicas - Have(standing, assignment.Pool.Id);
            if (more <= 0)
                continue;
            var room = _room.TryGetValue(assignment.Pool.Id, out var known) ? (Budget: known.Budget.Copy(), known.NewNodes) : builder.Budget(assignment.Pool, Nobody);
            var left = room.Budget.Reserve(more, assignment.GpusPerReplica, ModelDemandOf.Cpu(standing.Model), ModelDemandOf.MemoryGiB(standing.Model));
            var perNode = assignment.GpusPerReplica > 0 ? Math.Max(1, assignment.Pool.GpusPerNode / assignment.GpusPerReplica) : Math.Max(1, left);
            var nodes = (left + perNode - 1) / perNode;
            if (nodes > room.NewNodes)
                return false;
            taken[assignment.Pool.Id] = (room.Budget, room.NewNodes - nodes);
        }

        foreach (var (pool, room) in taken)
            _room[pool] = room;
        return true;
    }
}

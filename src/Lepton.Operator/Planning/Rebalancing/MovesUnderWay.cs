using Lepton.Api.Models;

namespace Lepton.Operator.Planning.Rebalancing;

/// <summary>The models under each policy that are on the move: something of them is leaving while its successor starts. Moves that are let through are added.</summary>
internal sealed class MovesUnderWay
{
    private readonly Dictionary<string, List<string>> _byPolicy = new(StringComparer.Ordinal);

    public MovesUnderWay(IEnumerable<ModelStanding> standings)
    {
        foreach (var standing in standings.Where(s => s.Policy?.Spec.Rebalance.MaxConcurrentMoves is not null && IsMoving(s.Model)))
            Add(standing);
    }

    public void Add(ModelStanding standing)
    {
        if (standing.Policy?.Metadata.Name is not { } policy)
            return;
        if (!_byPolicy.TryGetValue(policy, out var moving))
            _byPolicy[policy] = moving = [];
        moving.Add(standing.Key.ToString());
    }

    /// <summary>Why no further model may begin to move; null when one may.</summary>
    public string? Refuses(ModelStanding standing) => standing.Policy is { Spec.Rebalance.MaxConcurrentMoves: { } most } policy
        && _byPolicy.GetValueOrDefault(policy.Metadata.Name!) is { } moving && moving.Count >= most
            ? $"rebalance.maxConcurrentMoves is {most}, and on the move {(moving.Count == 1 ? "is" : "are")} {string.Join(", ", moving.Take(5))}{(moving.Count > 5 ? " …" : "")}"
            : null;

    private static bool IsMoving(LeptonModel model) => model.Status?.Placements?.Exists(p => (p.State == PlacementState.Draining && !p.Lost) || p.DrainingReplicas > 0) == true;
}

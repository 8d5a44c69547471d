using Lepton.Api.Providers;
using Lepton.Operator.Planning.Pools;

namespace Lepton.Operator.Planning.Problem;

/// <summary>How many committed GPUs are still unused, over all pools they can cover. Commitments are bills, not machines: whatever uses a GPU of that
/// type in that region uses the commitment up first.</summary>
internal sealed class CommitmentLedger
{
    private readonly List<(string Provider, Commitment Commitment, int Left)> _entries = [];

    public CommitmentLedger(IEnumerable<CloudProvider> providers)
    {
        foreach (var provider in providers)
        {
            foreach (var commitment in provider.Spec.Commitments ?? [])
                _entries.Add((provider.Metadata.Name!, commitment, commitment.Gpus));
        }
    }

    /// <summary>Takes up to <paramref name="gpus"/> for a pool. Spot capacity is never covered.</summary>
    /// <returns>How many were covered.</returns>
    public int Take(FleetPool pool, int gpus)
    {
        if (pool.CapacityType == Placement.CapacityType.Spot || pool.Accelerator is null)
            return 0;
        var covered = 0;
        for (var i = 0; i < _entries.Count && gpus > 0; i++)
        {
            var (provider, commitment, left) = _entries[i];
            if (provider != pool.Provider || commitment.Accelerator != pool.Accelerator || (commitment.Region is { } region && region != pool.Region))
                continue;
            var taken = Math.Min(left, gpus);
            _entries[i] = (provider, commitment, left - taken);
            covered += taken;
            gpus -= taken;
        }

        return covered;
    }
}

using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Operator.Members;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.Planning.Rules;

namespace Lepton.Operator.Rollouts;

/// <summary>In which order the clusters of a model get a new revision.</summary>
internal static class ClusterOrder
{
    /// <returns>The clusters that are to run the model, each with the index of the first stage that selects it, or the number of stages if none does; by stage, then by name.</returns>
    public static IReadOnlyList<(string Cluster, int Stage)> Of(LeptonModel model, IReadOnlyList<RolloutStage> stages, IReadOnlyList<CloudProvider> providers)
    {
        var clusters = (model.Status?.Placements ?? []).Where(p => p.State != PlacementState.Draining).Select(p => p.Cluster).Distinct(StringComparer.Ordinal);
        if (stages.Count == 0)
            return [.. clusters.Order(StringComparer.Ordinal).Select(c => (c, 0))];
        var owners = ClusterOwners.Of(providers);
        return [.. clusters.Select(c => (Cluster: c, Stage: StageOf(c))).OrderBy(c => c.Stage).ThenBy(c => c.Cluster, StringComparer.Ordinal)];

        int StageOf(string cluster)
        {
            if (!owners.TryGetValue(cluster, out var owner))
                return stages.Count;
            var labels = ClusterFacts.Labels(owner.Provider, owner.Cluster);
            for (var i = 0; i < stages.Count; i++)
            {
                if (ClusterSelection.Mismatch(stages[i].ClusterSelector, labels) is null)
                    return i;
            }

            return stages.Count;
        }
    }
}

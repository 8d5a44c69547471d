using Lepton.Api.Models;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning;

/// <summary>A placement whose replicas are gone, or given up for lost.</summary>
/// <param name="Why">Ends the sentence "moved from CLUSTER, …".</param>
internal sealed record LostPlacement(ModelPlacement Placement, PlanReason Reason, string Why)
{
    /// <summary>Null while the pool is there and its cluster answers.</summary>
    public static LostPlacement? Of(ModelPlacement placement, MemberView? member, PlanningFacts facts)
    {
        if (member is null)
            return new LostPlacement(placement, PlanReason.ClusterRemoved, "which no CloudProvider names any more");
        if (member.Health != MemberHealth.Healthy)
            return new LostPlacement(placement, PlanReason.ClusterLost, "which does not answer");
        return facts.Pools.ContainsKey(placement.Pool)
            ? null
            : new LostPlacement(placement, PlanReason.PoolLost, $"where pool {placement.Pool} has no node left and none can be added");
    }
}

internal static class PlacementParts
{
    /// <summary>The same placement with so many replicas, for planning.</summary>
    public static ModelPlacement WithReplicas(this ModelPlacement placement, int replicas)
    {
        var copy = placement.Copy();
        copy.Replicas = replicas;
        copy.DrainingReplicas = null;
        copy.ReadyReplicas = Math.Min(placement.ReadyReplicas, replicas);
        copy.HourlyCost = placement.Replicas == 0 ? 0 : placement.HourlyCost * replicas / placement.Replicas;
        return copy;
    }

    /// <summary>All of it, or a part, is on its way out.</summary>
    public static bool IsLeaving(this ModelPlacement placement) => placement.State == PlacementState.Draining || placement.DrainingReplicas > 0;

    /// <summary>Every field as it is; node selectors are shared.</summary>
    public static ModelPlacement Copy(this ModelPlacement placement) => new()
    {
        Provider = placement.Provider,
        Cluster = placement.Cluster,
        Region = placement.Region,
        Pool = placement.Pool,
        Accelerator = placement.Accelerator,
        AcceleratorCount = placement.AcceleratorCount,
        ResourceName = placement.ResourceName,
        NodeSelector = placement.NodeSelector,
        CapacityType = placement.CapacityType,
        Replicas = placement.Replicas,
        DrainingReplicas = placement.DrainingReplicas,
        ReadyReplicas = placement.ReadyReplicas,
        AutoscaledReplicas = placement.AutoscaledReplicas,
        HourlyCost = placement.HourlyCost,
        State = placement.State,
        Lost = placement.Lost,
        Generation = placement.Generation,
        Since = placement.Since,
    };
}

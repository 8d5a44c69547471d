using Lepton.Api.Policies;

namespace Lepton.Api.Validation;

/// <summary>On what terms capacity may be, and that the rules on it do not contradict each other.</summary>
internal static class PolicyCapacityRules
{
    public static void Check(Checks checks, PlacementPolicySpec spec)
    {
        checks.Unique("spec.capacityTypes", spec.CapacityTypes, c => c.ToString(), "capacity type");
        checks.Range("spec.maxSpotShare", spec.MaxSpotShare, 0, 1, "a share");
        checks.Range("spec.minOnDemandReplicas", spec.MinOnDemandReplicas, 0, 10_000, "a number of replicas");
        if (spec.CapacityTypes is not { Count: > 0 } types || types.Exists(t => t != CapacityKind.Spot))
            return;
        checks.That(spec.MaxSpotShare is null or >= 1, "spec.maxSpotShare", spec.MaxSpotShare, "1 or nothing, because capacityTypes allows nothing but Spot");
        checks.That(spec.MinOnDemandReplicas is null or 0, "spec.minOnDemandReplicas", spec.MinOnDemandReplicas, "0 or nothing, because capacityTypes allows nothing but Spot");
    }
}

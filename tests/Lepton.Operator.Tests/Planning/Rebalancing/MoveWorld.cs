using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Operator.Planning;

namespace Lepton.Operator.Tests.Planning.Rebalancing;

/// <summary>Model m (8 H100, 80 $/h at aws) could be had for 40 $/h at gcp.</summary>
internal static class MoveWorld
{
    public static Fleet Make(Action<PlacementPolicySpec>? policy = null, Action<LeptonModelSpec>? model = null)
    {
        var m = Support.Make.Model("m").At(Support.Make.Placement("aws"));
        m.Status!.Placements![0].HourlyCost = 80;
        model?.Invoke(m.Spec);
        return new Fleet().Cloud("aws", 10, Support.Make.Node("a")).Cloud("gcp", 5, Support.Make.Node("b")).With(m).With(Support.Make.Policy("default", policy));
    }

    public static ModelPlan Plan(Action<PlacementPolicySpec>? policy = null, Action<LeptonModelSpec>? model = null) => Fleet.Of(Make(policy, model).Plan(), "m");

    /// <summary>The plan leaves the model at aws, for this reason.</summary>
    public static MoveProposal Waits(this ModelPlan plan, MoveHold hold)
    {
        Assert.Equal((false, "1@aws", PlanReason.Unchanged), (plan.Changed, Fleet.Where(plan), plan.Reason));
        Assert.Equal(hold, plan.Proposal?.Reason);
        return plan.Proposal!;
    }
}

using System.Text;
using Lepton.Placement.Interchange;

namespace Lepton.Placement.Tests.Support;

internal static class PlanText
{
    /// <summary>Everything a plan says, decisions and reasons included: equal text is an equal plan.</summary>
    internal static string Of(PlacementPlan plan)
    {
        var text = new StringBuilder(PlacementFile.WritePlan(plan));
        text.AppendLine($"{plan.MoveCost} {plan.IdleCost} {plan.AlreadyPaid}");
        foreach (var placement in plan.Placements)
        {
            text.AppendLine(placement.ToString());
        }

        foreach (var decision in plan.Decisions)
        {
            text.AppendLine($"{decision.Model} {decision.HourlyCost} {decision.CheapestPossibleHourly}");
            text.AppendLine(string.Join("\n", decision.Candidates));
        }

        return text.ToString();
    }

    internal static double Total(this PlacementPlan plan) => plan.Cost + plan.Penalty;
}

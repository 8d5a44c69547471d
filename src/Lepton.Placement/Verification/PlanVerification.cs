namespace Lepton.Placement.Verification;

/// <summary>What an independent reading of a plan found.</summary>
/// <param name="Violations">Every rule the plan breaks, in words. Empty for a plan that holds.</param>
/// <param name="Cost">$/h, taken anew from problem and placements.</param>
/// <param name="Penalty">$/h, taken anew.</param>
public sealed record PlanVerification(IReadOnlyList<string> Violations, double Cost, double Penalty)
{
    public bool Holds => Violations.Count == 0;
}

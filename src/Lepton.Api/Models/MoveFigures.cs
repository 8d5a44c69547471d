using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>What a move because of cost saves and costs, in dollars.</summary>
public sealed class MoveFigures
{
    [Optional, Description("Dollars per hour before the move.")]
    public double HourlyBefore { get; set; }

    [Optional, Description("Dollars per hour after it.")]
    public double HourlyAfter { get; set; }

    [Optional, Description("The part of hourlyBefore that is software (pricing.platformFeeMonth); the rest is hardware, and what data and users cost.")]
    public double SoftwareBefore { get; set; }

    [Optional, Description("The part of hourlyAfter that is software.")]
    public double SoftwareAfter { get; set; }

    [Optional, Description("Total cost within rebalance.paybackPeriod of staying: hardware and software over that time.")]
    public double TotalStaying { get; set; }

    [Optional, Description("Total cost within rebalance.paybackPeriod of moving: hardware, software and spot risk over that time, and the cost of the move with its labor. Where it is less than totalStaying the move pays.")]
    public double TotalMoving { get; set; }

    [Optional, Description("Dollars per hour that reclaims of spot capacity are expected to cost more than before (less, when negative).")]
    public double SpotRiskPerHour { get; set; }

    [Optional, Description("Dollars per hour saved: hourlyBefore less hourlyAfter and spotRiskPerHour.")]
    public double SavingsPerHour { get; set; }

    [Optional, Description("Dollars for data and weights that leave their region for the new places.")]
    public double Egress { get; set; }

    [Optional, Description("Dollars for running on both sides until the new replicas serve (spec.loadTime).")]
    public double DoubleRunning { get; set; }

    [Optional, Description("Dollars of people's work (migration.laborCostPerMove).")]
    public double Labor { get; set; }

    [Optional, Description("Dollars of the policy's stabilityDollarsPerMove, for each replica that moves.")]
    public double Stability { get; set; }

    [Optional, Description("Dollars for the whole move: egress, double running, labor and stability.")]
    public double Cost { get; set; }

    [Optional, Description("Hours until the savings have earned the cost.")]
    public double PaybackHours { get; set; }
}

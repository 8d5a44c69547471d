using Lepton.Api.Models;
using Lepton.Api.Providers;

namespace Lepton.Operator.Tests.Planning.Rebalancing;

public sealed class MoveCostTests
{
    [Fact]
    public void Both_sides_running_labor_and_stability_are_counted()
    {
        var plan = MoveWorld.Plan(s => (s.Migration.LaborCostPerMove, s.Objective.StabilityDollarsPerMove) = (25, 3), m => m.LoadTime = "30m");
        Assert.Equal("1@gcp", Fleet.Where(plan));
        var move = plan.Move!;
        Assert.Equal((80, 40, 40), (move.HourlyBefore, move.HourlyAfter, move.SavingsPerHour));
        // Half an hour at gcp's 40 $/h.
        Assert.Equal((20, 25, 3, 0, 48), (move.DoubleRunning, move.Labor, move.Stability, move.Egress, move.Cost));
        Assert.Equal(1.2, move.PaybackHours, 6);
        Assert.EndsWith("$40.00/h less than before; the move costs $48.00 (running on both sides $20.00, labor $25.00, stability $3.00) and pays back in 1.2 h", plan.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Software_is_a_part_of_the_bill_and_the_total_of_hardware_software_and_labor_is_told()
    {
        // 1 $/h at aws and 10 at gcp.
        var fleet = WithFees(730, 7300, s => s.Migration.LaborCostPerMove = 25);
        var move = Fleet.Of(fleet.Plan(), "m").Move!;
        Assert.Equal((81, 50, 31, 1, 10), (move.HourlyBefore, move.HourlyAfter, move.SavingsPerHour, move.SoftwareBefore, move.SoftwareAfter));
        Assert.Equal(25 + (50.0 / 12) + 0.1, move.Cost, 5);
        Assert.Equal((81 * 24, (50 * 24) + move.Cost), (move.TotalStaying, move.TotalMoving));
        Assert.Equal(move.Cost / 31, move.PaybackHours, 5);

        // Cheaper hardware with software that costs more than it saves.
        Assert.Equal((false, "1@aws"), (Fleet.Of(WithFees(730, 73_000).Plan(), "m").Changed, Fleet.Where(WithFees(730, 73_000).Plan(), "m")));
    }

    [Fact]
    public void Data_pays_egress_once_for_a_new_cluster_and_weights_with_each_replica()
    {
        var fleet = MoveWorld.Make(model: m => m.Dataset = new ModelDataset { Provider = "aws", Region = "r-aws", SizeGiB = 1000, WeightsGiB = 100 });
        fleet.Providers.Single(p => p.Metadata.Name == "aws").Spec.Pricing!.EgressGiB = new EgressPrices { Internet = 0.09 };
        Assert.Equal(99, Fleet.Of(fleet.Plan(), "m").Move!.Egress, 6);

        // Where the model runs already the data is there.
        fleet = MoveWorld.Make(model: m => (m.Replicas, m.Dataset) = (2, new ModelDataset { Provider = "aws", Region = "r-aws", SizeGiB = 1000, WeightsGiB = 100 }));
        fleet.Providers.Single(p => p.Metadata.Name == "aws").Spec.Pricing!.EgressGiB = new EgressPrices { Internet = 0.09 };
        fleet.Member("gcp", "gcp", Make.Node("b"), Make.Node("c"));
        fleet["m"].At(Make.Placement("aws"), Make.Placement("gcp"));
        Assert.Equal(9, Fleet.Of(fleet.Plan(), "m").Move!.Egress, 6);
    }

    [Fact]
    public void A_move_whose_data_costs_more_than_it_saves_in_time_is_not_proposed()
    {
        var fleet = MoveWorld.Make(s => s.Rebalance.PaybackPeriod = "24h", m => m.Dataset = new ModelDataset { Provider = "aws", Region = "r-aws", SizeGiB = 20_000 });
        fleet.Providers.Single(p => p.Metadata.Name == "aws").Spec.Pricing!.EgressGiB = new EgressPrices { Internet = 0.09 };
        var plan = Fleet.Of(fleet.Plan(), "m");
        Assert.Equal((false, null), (plan.Changed, plan.Proposal));
        Assert.Equal(
            "moving would save $40.00/h of $80.00/h; the move costs $1803.43 (egress $1800.00, running on both sides $3.33, stability $0.10) and pays back in 45.1 h, not within 24h (rebalance.paybackPeriod)",
            plan.Message);
    }

    [Fact]
    public void Spot_capacity_saves_less_by_what_its_reclaims_cost()
    {
        var fleet = MoveWorld.Make(s => s.Objective.SpotDollarsPerReclaimedGpu = 1000);
        fleet.Member("gcp", "gcp", Make.Node("b").Labelled(("lepton.ai/capacity-type", "Spot")));
        fleet.Providers.Single(p => p.Metadata.Name == "gcp").Spec.Pricing!.GpuHour![0].CapacityType = Api.CapacityKind.Spot;
        var move = Fleet.Of(fleet.Plan(), "m").Move!;
        // 15 % of 8 GPUs a month, 1000 $ each.
        Assert.Equal(8 * 1000 * 0.15 / 730, move.SpotRiskPerHour, 6);
        Assert.Equal(40 - move.SpotRiskPerHour, move.SavingsPerHour, 5);
    }

    private static Fleet WithFees(double aws, double gcp, Action<Api.Policies.PlacementPolicySpec>? policy = null)
    {
        var fleet = MoveWorld.Make(policy);
        fleet.Providers.Single(p => p.Metadata.Name == "aws").Spec.Pricing!.PlatformFeeMonth = aws;
        fleet.Providers.Single(p => p.Metadata.Name == "gcp").Spec.Pricing!.PlatformFeeMonth = gcp;
        return fleet;
    }
}

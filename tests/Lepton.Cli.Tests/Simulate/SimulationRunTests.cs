using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Cli.Simulate.Contenders;
using Lepton.Cli.Simulate.Futures;
using Lepton.Cli.Simulate.Reports;
using Lepton.Cli.Simulate.Running;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Tests.Simulate;

public sealed class SimulationRunTests
{
    [Fact]
    public void Gpus_of_a_machine_that_is_always_there_are_paid_by_use()
    {
        var result = SmallFleet.Run(SmallFleet.Input(SmallFleet.Two(SmallFleet.Calm), [SmallFleet.Model("a", 20)]), 24);
        Assert.Equal(2 * 1 * 24, result.Cost, 6);
        Assert.Equal(["cheap"], result.CostByProvider.Keys);
        Assert.Equal(48, result.GpuHoursUsed, 6);
        Assert.Equal(0, result.GpuHoursIdle, 6);
        Assert.Equal(0, result.MovesInAll);
    }

    [Fact]
    public void Machines_opened_on_top_are_paid_whole_and_their_rest_is_idle()
    {
        // Four GPUs are there; six are wanted: one machine more, half of it idle.
        var result = SmallFleet.Run(SmallFleet.Input(SmallFleet.Two(SmallFleet.Calm), [SmallFleet.Model("a", 60)]), 10);
        Assert.Equal((4 + 4) * 1 * 10, result.Cost, 6);
        Assert.Equal(6 * 10, result.GpuHoursUsed, 6);
        Assert.Equal(2 * 10, result.GpuHoursIdle, 6);
    }

    [Fact]
    public void Until_a_model_has_started_nothing_is_served()
    {
        var input = SmallFleet.Input(SmallFleet.Two(SmallFleet.Calm), [SmallFleet.Model("a", 20)]);
        var result = SmallFleet.Run(input, 24);
        var start = input.StartHours(input.Models[0], cpuOnly: false);
        Assert.InRange(start, 0.001, 0.1);
        Assert.Equal(start, result.DownHours, 6);
        Assert.Equal(start / 24, result.Unserved, 6);
        Assert.Equal(0.0, result.Series[0].Served);
        Assert.Equal(1.0, result.Series[1].Served);
    }

    [Fact]
    public void A_commitment_is_not_charged_again()
    {
        var fleet = SmallFleet.Two(SmallFleet.Calm);
        fleet = fleet with { Terms = [fleet.Terms[0] with { Committed = new Dictionary<string, double> { ["L4"] = 4 } }, fleet.Terms[1]] };
        var result = SmallFleet.Run(SmallFleet.Input(fleet, [SmallFleet.Model("a", 50)]), 10);
        Assert.Equal(4 * 1 * 10, result.Cost, 6);
    }

    [Fact]
    public void A_lost_cluster_is_left_after_its_grace_period_and_what_ran_there_serves_elsewhere()
    {
        var fleet = SmallFleet.Two(SmallFleet.Calm);
        fleet = fleet with { Scenario = fleet.Scenario with { Faults = [new FaultEvent(10, FaultKind.ClusterDown, "west") { ForHours = 5 }] } };
        var input = SmallFleet.Input(fleet, [SmallFleet.Model("a", 20)], SmallFleet.Policy(policy => policy.Failover.GracePeriod = "6m"));
        var result = SmallFleet.Run(input, 24);

        // Down at the start, then from the loss over grace period, machine and start.
        var start = input.StartHours(input.Models[0], cpuOnly: false);
        Assert.Equal(start + 0.1 + input.NodeHours + start, result.DownHours, 6);
        Assert.Equal(2, result.Moves[nameof(Operator.Planning.PlanReason.ClusterLost)]);
        Assert.Contains("dear", result.CostByProvider.Keys);
    }

    [Fact]
    public void A_partition_shorter_than_the_grace_period_changes_nothing_for_anybody()
    {
        var fleet = SmallFleet.Two(SmallFleet.Calm);
        fleet = fleet with { Scenario = fleet.Scenario with { Faults = [new FaultEvent(10, FaultKind.Partition, "west") { ForHours = 0.05 }] } };
        var input = SmallFleet.Input(fleet, [SmallFleet.Model("a", 20)], SmallFleet.Policy(policy => policy.Failover.GracePeriod = "6m"));
        var result = SmallFleet.Run(input, 24);
        Assert.Equal(0, result.MovesInAll);
        Assert.Equal(input.StartHours(input.Models[0], cpuOnly: false), result.DownHours, 6);
    }

    [Theory]
    [InlineData(4, 1)] // four times the price: the other provider is cheaper by a third
    [InlineData(2, 0)] // twice: still the cheapest
    public void A_price_that_rises_moves_work_only_where_that_saves(double factor, int moved)
    {
        var fleet = SmallFleet.Two(SmallFleet.Calm);
        fleet = fleet with { Scenario = fleet.Scenario with { Prices = [new PriceEvent(6, factor, "cheap", "", "")] } };
        var result = SmallFleet.Run(SmallFleet.Input(fleet, [SmallFleet.Model("a", 10, gpus: 4)]), 24);
        Assert.Equal(moved, result.MovesInAll);
        if (moved > 0)
            Assert.Equal(moved, result.Moves[nameof(Operator.Planning.PlanReason.CostSavings)]);
    }

    [Fact]
    public void A_move_interrupts_nothing_and_both_places_are_paid_while_it_lasts()
    {
        var fleet = SmallFleet.Two(SmallFleet.Calm);
        fleet = fleet with { Scenario = fleet.Scenario with { Prices = [new PriceEvent(6, 10, "cheap", "", "")] } };
        var input = SmallFleet.Input(fleet, [SmallFleet.Model("a", 10, gpus: 4)]);
        var result = SmallFleet.Run(input, 24);
        var start = input.StartHours(input.Models[0], cpuOnly: false);
        Assert.Equal(start, result.DownHours, 6);
        // The source runs on for migration.drain after requests were sent elsewhere.
        var overlap = input.NodeHours + start + 5.0 / 3600;
        Assert.Equal(4 * (6 * 1 + overlap * 10), result.CostByProvider["cheap"], 6);
        Assert.Equal(4 * 18 * 3, result.CostByProvider["dear"], 6);
    }

    [Fact]
    public void Demand_follows_the_load_up_and_down()
    {
        var fleet = SmallFleet.Two(SmallFleet.Calm);
        fleet = fleet with { Scenario = fleet.Scenario with { Load = [new LoadDefinition("ns/a") { Base = 10, Peak = 100, Noise = 0, Headroom = 0.25 }] } };
        var result = SmallFleet.Run(SmallFleet.Input(fleet, [SmallFleet.Model("a", 10)]), 48);
        Assert.True(result.Unserved < 0.02, $"{result.Unserved}");
        Assert.InRange(result.Series[14].GpusUsed, 11, 14);
        Assert.InRange(result.Series[26].GpusUsed, 1, 3);
    }

    [Fact]
    public void When_the_cloud_has_no_more_machines_demand_stays_unserved()
    {
        var fleet = SmallFleet.Two(SmallFleet.Calm);
        var faults = new[] { "west", "east" }.Select(cluster => new FaultEvent(0, FaultKind.StockOut, cluster) { Pool = "more" }).ToList();
        fleet = fleet with { Scenario = fleet.Scenario with { Faults = faults } };
        var result = SmallFleet.Run(SmallFleet.Input(fleet, [SmallFleet.Model("a", 60)]), 24);
        Assert.InRange(result.Unserved, 1.0 / 3 - 0.01, 1.0 / 3 + 0.01);
    }

    [Fact]
    public void A_reclaimed_spot_machine_is_replaced_and_counted()
    {
        var fleet = SmallFleet.Two(SmallFleet.Calm);
        fleet = fleet with { Scenario = fleet.Scenario with { Faults = [new FaultEvent(5, FaultKind.SpotReclaim, "west") { Pool = "spot", Node = 0 }] } };
        var input = SmallFleet.Input(fleet, [SmallFleet.Model("a", 10, gpus: 4)], SmallFleet.Policy(policy => policy.CapacityTypes = [Api.CapacityKind.Spot]));
        var result = SmallFleet.Run(input, 24);
        var start = input.StartHours(input.Models[0], cpuOnly: false);
        Assert.Equal(2 * (input.NodeHours + start), result.DownHours, 6);
        Assert.Equal(result.GpuHoursUsed, result.SpotGpuHours, 6);
        Assert.Equal(4 * 0.4 * 24, result.Cost, 6);
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes()
    {
        var fleet = SmallFleet.Two(new ChanceDefinition { OutagesPerMonth = 30, NodeLossesPerMonth = 10, ReclaimsPerMonth = 40, StockOutsPerMonth = 10 });
        fleet = fleet with { Scenario = fleet.Scenario with { Load = [new LoadDefinition("ns/a") { Base = 10, Peak = 60 }, new LoadDefinition("ns/b") { Base = 5, Peak = 30, PeakHour = 3 }] } };
        var input = SmallFleet.Input(fleet, [SmallFleet.Model("a", 10), SmallFleet.Model("b", 10)], SmallFleet.Policy(policy => policy.CapacityTypes = null));
        Assert.Equal(Bytes(1), Bytes(1));
        Assert.NotEqual(Bytes(1), Bytes(2));

        string Bytes(int seed) => ReportJson.Of(new SimulationReport("two", 96, seed, [SmallFleet.Run(input, 96, seed)], null)).ToJsonString();
    }

    [Fact]
    public void Models_of_the_input_are_left_as_they_were()
    {
        var fleet = SmallFleet.Two(SmallFleet.Calm);
        fleet = fleet with { Scenario = fleet.Scenario with { Load = [new LoadDefinition("ns/a") { Base = 10, Peak = 90 }] } };
        var model = SmallFleet.Model("a", 10);
        SmallFleet.Run(SmallFleet.Input(fleet, [model]), 24);
        Assert.Equal(10, model.Spec.Demand!.UnitsPerSecond);
        Assert.Null(model.Status);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Whatever_happens_the_sums_hold(int seed)
    {
        var fleet = SmallFleet.Two(new ChanceDefinition { OutagesPerMonth = 40, OutageMinutes = 60, NodeLossesPerMonth = 20, ReclaimsPerMonth = 60, StockOutsPerMonth = 30 });
        fleet = fleet with { Scenario = fleet.Scenario with { Load = [new LoadDefinition("ns/a") { Base = 10, Peak = 80 }, new LoadDefinition("ns/b") { Base = 5, Peak = 50, PeakHour = 3 }] } };
        var input = SmallFleet.Input(fleet, [SmallFleet.Model("a", 10), SmallFleet.Model("b", 10, gpus: 2)], SmallFleet.Policy(policy => policy.CapacityTypes = null));
        var future = Future.Draw(fleet, 120, seed);
        var bound = LowerBound.Of(input, future, 6, 0);
        foreach (var contender in Contender.Simple().Prepend(Contender.Lepton()))
        {
            var result = SimulationRun.Execute(input, future, contender);
            Assert.Equal(result.Cost, result.CostByProvider.Values.Sum(), 6);
            Assert.InRange(result.Unserved, 0, 1);
            Assert.InRange(result.SloMisses, result.Unserved - 1e-9, 1);
            Assert.InRange(result.GpuHoursUsed + result.GpuHoursIdle, 1, (4 + 16 + 8 + 16) * 120);
            Assert.True(result.SpotGpuHours <= result.GpuHoursUsed);
            Assert.Equal(120, result.Hours);
            Assert.Equal(121, result.Series.Count);
            Assert.All(result.Series, sample => Assert.InRange(sample.Served, 0, 1));
        }

        Assert.True(bound.Dollars > 0);
        Assert.Equal(20, bound.Samples.Count);
    }

    [Fact]
    public void In_a_calm_world_nobody_goes_below_the_bound()
    {
        var input = SmallFleet.Input(SmallFleet.Two(SmallFleet.Calm), [SmallFleet.Model("a", 55), SmallFleet.Model("b", 30, gpus: 2)]);
        var future = Future.Draw(input.Fleet, 48, 1);
        var bound = LowerBound.Of(input, future, 6, 0).Dollars;
        foreach (var contender in Contender.Simple().Prepend(Contender.Lepton()))
            Assert.True(SimulationRun.Execute(input, future, contender).Cost >= bound - 1e-6, contender.Name);
        Assert.InRange(bound, 0.5 * SimulationRun.Execute(input, future, Contender.Lepton()).Cost, double.MaxValue);
    }

    [Fact]
    public void A_single_cloud_stays_with_one_provider()
    {
        var fleet = SmallFleet.Two(SmallFleet.Calm);
        fleet = fleet with { Scenario = fleet.Scenario with { Prices = [new PriceEvent(6, 10, "cheap", "", "")] } };
        var result = SmallFleet.Run(SmallFleet.Input(fleet, [SmallFleet.Model("a", 20)]), 24, contender: Contender.Simple()[0]);
        Assert.Equal(["cheap"], result.CostByProvider.Keys);
        Assert.Equal(2 * (6 * 1 + 18 * 10), result.Cost, 6);
    }

    [Fact]
    public void A_gang_runs_as_a_whole_and_starts_again_when_its_machine_is_lost()
    {
        var fleet = SmallFleet.Two(SmallFleet.Calm);
        fleet = fleet with { Scenario = fleet.Scenario with { Faults = [new FaultEvent(5, FaultKind.NodeLost, "west") { Pool = "fixed", Node = 0 }] } };
        var gang = SmallFleet.Model("train", 0);
        gang.Spec.Demand = null;
        gang.Spec.Workload = WorkloadKind.Training;
        var input = SmallFleet.Input(fleet, [gang]);
        var result = SmallFleet.Run(input, 24);
        Assert.InRange(result.Models[0].GangHours, 23, 24);
    }
}

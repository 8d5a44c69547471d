using Lepton.Api.Providers;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.Planning.Problem;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Tests.Planning.Problem;

public sealed class PoolPartsTests
{
    [Fact]
    public void Running_nodes_are_charged_by_the_gpu_and_new_ones_whole()
    {
        var parts = Parts(Make.FleetPool("c", 8, Make.Node("a"), Make.Node("b", 8, Make.Foreign(3))), newNodes: 2);
        Assert.Equal(["c/H100/OnDemand/h8", "c/H100/OnDemand/h8+new"], parts.Select(p => p.Id));
        Assert.Equal((Billing.PerGpu, 10.0), (parts[0].Billing, parts[0].Price));
        Assert.Equal([8, 5], parts[0].Nodes.Select(n => n.Gpus));
        Assert.Equal((Billing.PerNode, 80.0, 2), (parts[1].Billing, parts[1].Price, parts[1].NewNodes));
        Assert.All(parts, p => Assert.Equal("c/H100/OnDemand/h8", PoolParts.FleetPoolId(p.Id)));
    }

    [Fact]
    public void A_commitment_pays_whole_nodes()
    {
        var parts = Parts(Make.FleetPool("c", 8, Make.Node("a"), Make.Node("b")), commitments: Commitment(12));
        Assert.Equal((Billing.Paid, 0.0, 1), (parts[0].Billing, parts[0].Price, parts[0].Nodes.Count));
        Assert.Equal((Billing.PerGpu, 1), (parts[1].Billing, parts[1].Nodes.Count));
        Assert.Equal("c/H100/OnDemand/h8", PoolParts.FleetPoolId(parts[0].Id));
    }

    [Fact]
    public void What_covers_no_whole_node_here_covers_one_elsewhere()
    {
        var ledger = Ledger(Commitment(4));
        Assert.DoesNotContain(Parts(Make.FleetPool("c", 8, Make.Node("a")), ledger: ledger), p => p.Billing == Billing.Paid);
        Assert.Contains(Parts(Make.FleetPool("c", 4, Make.Node("b", 4)), ledger: ledger), p => p.Billing == Billing.Paid);
    }

    [Fact]
    public void Spot_is_never_covered_and_may_be_reclaimed()
    {
        var parts = Parts(Make.FleetPool("c", 8, Make.Node("a")) with { CapacityType = CapacityType.Spot }, commitments: Commitment(8));
        Assert.Equal(Billing.PerGpu, Assert.Single(parts).Billing);
        Assert.True(parts[0].ReclaimRate > 0);
        Assert.Equal(0, Assert.Single(Parts(Make.FleetPool("c", 8, Make.Node("a")))).ReclaimRate);
    }

    [Fact]
    public void A_pool_without_a_price_does_not_make_the_problem_invalid()
    {
        var parts = Parts(Make.FleetPool("c", 8, Make.Node("a")) with { PricePerGpuHour = null, Unusable = "the price is unknown" }, newNodes: 1);
        Assert.Equal(2, parts.Count);
        Assert.Empty(ProblemValidator.Validate(new PlacementProblem { Pools = parts }));
        var cpu = Make.FleetPool("c", 0, Make.Node("a", 0)) with { Accelerator = null, ResourceName = null, PricePerGpuHour = null };
        Assert.Empty(ProblemValidator.Validate(new PlacementProblem { Pools = Parts(cpu, newNodes: 1) }));
    }

    [Fact]
    public void A_commitment_holds_for_its_provider_type_and_region_and_is_used_up()
    {
        var ledger = Ledger(Commitment(10, "r1"));
        var pool = Make.FleetPool();
        Assert.Equal(0, ledger.Take(pool with { Provider = "q" }, 8));
        Assert.Equal(0, ledger.Take(pool with { Accelerator = "A100-80GB" }, 8));
        Assert.Equal(0, ledger.Take(pool with { Region = "r2" }, 8));
        Assert.Equal(0, ledger.Take(pool with { Accelerator = null }, 8));
        Assert.Equal(8, ledger.Take(pool, 8));
        Assert.Equal(2, ledger.Take(pool, 8));
        Assert.Equal(0, ledger.Take(pool, 8));
        ledger.Return(pool, 3);
        Assert.Equal(3, ledger.Take(pool, 8));
    }

    [Fact]
    public void Several_commitments_add_up()
    {
        var ledger = Ledger(Commitment(3), Commitment(4, "r1"));
        Assert.Equal(7, ledger.Take(Make.FleetPool(), 8));
    }

    [Theory]
    [InlineData(20, 3, 2, 1)]
    [InlineData(7, 3, 0, 3)]
    [InlineData(100, 3, 3, 0)]
    public void A_commitment_pays_for_whole_nodes_that_are_added(int committed, int addable, int paid, int charged)
    {
        var parts = Parts(Make.FleetPool(), addable, Commitment(committed));
        Assert.Equal(paid, parts.Where(p => p.Billing == Billing.Paid).Sum(p => p.NewNodes));
        Assert.Equal(charged, parts.Where(p => p.Billing == Billing.PerNode).Sum(p => p.NewNodes));
        Assert.All(parts, p => Assert.Equal("c/H100/OnDemand/h8", PoolParts.FleetPoolId(p.Id)));
        Assert.Equal(parts.Count, parts.Select(p => p.Id).Distinct().Count());
    }

    [Fact]
    public void Nodes_that_run_use_a_commitment_before_nodes_that_could_be_added()
    {
        var ledger = Ledger(Commitment(8));
        Assert.Equal(Billing.Paid, Assert.Single(Parts(Make.FleetPool("c", 8, Make.Node("a")), ledger: ledger)).Billing);
        Assert.Equal(Billing.PerNode, Assert.Single(Parts(Make.FleetPool("d"), 1, ledger: ledger)).Billing);
    }

    private static List<Pool> Parts(FleetPool pool, int newNodes = 0, Commitment? commitments = null, CommitmentLedger? ledger = null)
    {
        ledger ??= commitments is null ? Ledger() : Ledger(commitments);
        var names = new PlaceNames([pool]);
        return [.. PoolParts.Existing(pool, names, NodeBudget.Of(pool, _ => false), ledger), .. PoolParts.New(pool, names, newNodes, ledger)];
    }

    private static CommitmentLedger Ledger(params Commitment[] commitments)
    {
        var provider = Make.Provider("p");
        provider.Spec.Commitments = [.. commitments];
        return new CommitmentLedger([provider]);
    }

    private static Commitment Commitment(int gpus, string? region = null) => new() { Accelerator = "H100", Gpus = gpus, Region = region };
}

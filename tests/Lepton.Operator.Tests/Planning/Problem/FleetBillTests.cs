using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.Operator.Planning;
using Lepton.Operator.Planning.Problem;

namespace Lepton.Operator.Tests.Planning.Problem;

public sealed class FleetBillTests
{
    private readonly Fleet _fleet = new Fleet().Cloud("aws", 10, Make.Node("a"), Make.Node("b", 4)).Cloud("gcp", 12, Make.Node("c"));

    [Fact]
    public void Without_commitments_every_gpu_is_charged()
    {
        var bill = Bill(("aws/H100/OnDemand/h8", 6), ("gcp/H100/OnDemand/h8", 2));
        Assert.Equal(84, bill.GpuTotal);
        Assert.Equal(40, Hourly(bill, "aws/H100/OnDemand/h8", 2, 2));
    }

    [Fact]
    public void A_commitment_is_shared_by_the_gpus_of_a_pool()
    {
        Commit(4);
        var bill = Bill(("aws/H100/OnDemand/h8", 8));
        Assert.Equal(40, bill.GpuTotal, 9);
        Assert.Equal(10, Hourly(bill, "aws/H100/OnDemand/h8", 1, 2), 9);
    }

    [Fact]
    public void Foreign_pods_use_it_up_first()
    {
        _fleet.Member("aws", "aws", Make.Node("a", 8, Make.Foreign(3)));
        Commit(4);
        Assert.Equal(30, Bill(("aws/H100/OnDemand/h8", 4)).GpuTotal, 9);
    }

    [Fact]
    public void It_holds_for_its_provider_and_is_used_up_pool_after_pool()
    {
        Commit(6);
        var bill = Bill(("aws/H100/OnDemand/h4", 4), ("aws/H100/OnDemand/h8", 8), ("gcp/H100/OnDemand/h8", 1));
        Assert.Equal(0, Hourly(bill, "aws/H100/OnDemand/h4", 1, 4), 9);
        Assert.Equal(60, Hourly(bill, "aws/H100/OnDemand/h8", 1, 8), 9);
        Assert.Equal(12, Hourly(bill, "gcp/H100/OnDemand/h8", 1, 1), 9);
    }

    [Fact]
    public void Bills_of_all_models_add_up_to_that_of_the_fleet()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var random = new Random(seed);
            Commit(random.Next(1, 20));
            (string Pool, int Replicas, int Each)[] used = [.. Enumerable.Range(0, 6).Select(_ => (_fleet.Facts.Pools.Keys.ElementAt(random.Next(3)), random.Next(1, 4), random.Next(1, 5)))];
            var bill = new FleetBill(_fleet.Facts, FleetBill.Use(used));
            Assert.Equal(bill.GpuTotal, used.Sum(u => Hourly(bill, u.Pool, u.Replicas, u.Each)), 6);
        }
    }

    [Fact]
    public void Status_shows_what_a_commitment_leaves_to_pay()
    {
        _fleet.With(Make.Model("m"), Make.Model("n"));
        _fleet.Providers[1].Spec.Commitments = [new Commitment { Accelerator = "H100", Gpus = 8 }];
        var plan = _fleet.Settle();
        Assert.Equal([0.0, 80.0], plan.Models.Values.Select(m => m.HourlyCost).Order());
        Assert.Equal(80, plan.Cost, 6);
        var again = _fleet.Plan();
        Assert.All(again.Models.Values, m => Assert.False(m.Changed));
        Assert.Equal(80, again.Cost, 6);
    }

    [Fact]
    public void A_model_moves_to_gpus_that_are_paid_for_already()
    {
        _fleet.With(Make.Model("m")).Settle();
        Assert.Equal("1@aws", Fleet.Where(_fleet.Plan(), "m"));
        _fleet.Providers[1].Spec.Commitments = [new Commitment { Accelerator = "H100", Gpus = 8 }];
        var own = Fleet.Of(_fleet.Settle(), "m");
        Assert.Equal(("1@gcp", PlanReason.CostSavings, 80.0), (Fleet.Where(own), own.Reason, own.Savings!.Value));
        Assert.Contains("for $0.00/h, $80.00/h less than before", own.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_models_do_not_both_save_by_the_same_commitment()
    {
        _fleet.Member("gcp", "gcp", Make.Node("c"), Make.Node("d")).With(Make.Model("m"), Make.Model("n", 1, 4)).Settle();
        _fleet.Providers[1].Spec.Commitments = [new Commitment { Accelerator = "H100", Gpus = 8 }];
        var plan = _fleet.Plan();
        Assert.Equal(("1@gcp", false), (Fleet.Where(plan, "m"), Fleet.Of(plan, "n").Changed));
    }

    private void Commit(int gpus) => _fleet.Providers[0].Spec.Commitments = [new Commitment { Accelerator = "H100", Gpus = gpus }];

    private FleetBill Bill(params (string Pool, int Gpus)[] use) => new(_fleet.Facts, use.ToDictionary(u => u.Pool, u => u.Gpus));

    private double Hourly(FleetBill bill, string pool, int replicas, int each) => bill.Hourly(new LeptonModel { Spec = { Replicas = replicas } }, null, _fleet.Facts.Pools[pool], replicas, each);
}

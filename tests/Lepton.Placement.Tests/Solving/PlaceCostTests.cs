using Lepton.Placement.Interchange;
using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Solving;

/// <summary>What a place costs is told by region or, where clusters of one region differ, by cluster.</summary>
public class PlaceCostTests
{
    [Fact]
    public void A_clusters_own_cost_holds_instead_of_its_regions()
    {
        var model = new Model { Id = "m", Demand = 1, RegionCost = new Dictionary<string, double> { ["r"] = 3 }, ClusterCost = new Dictionary<string, double> { ["a"] = 1, ["free"] = 0 } };
        Assert.Equal(1, model.PlaceCost(Pool("a")));
        Assert.Equal(0, model.PlaceCost(Pool("free")));
        Assert.Equal(3, model.PlaceCost(Pool("b")));
        Assert.Equal(0, model.PlaceCost(Pool("b") with { Region = "elsewhere" }));
    }

    [Theory]
    [InlineData(ModelKind.Inference)]
    [InlineData(ModelKind.Training)]
    public void Of_two_clusters_in_one_region_the_cheaper_place_is_taken(ModelKind kind)
    {
        var model = new Model
        {
            Id = "m",
            Kind = kind,
            Demand = kind == ModelKind.Inference ? 2 : null,
            Replicas = kind == ModelKind.Training ? 2 : null,
            Accelerators = [new AcceleratorOption { Name = "H100" }],
            UnplacedPenalty = 1000,
            ClusterCost = new Dictionary<string, double> { ["a"] = 5, ["b"] = 0.5 },
        };
        var problem = new PlacementProblem { Pools = [Pool("a"), Pool("b") with { Price = 2 }], Models = [model] };
        var plan = new PlacementSolver().Solve(problem);
        Assert.Equal("b", Assert.Single(plan.Placements).Pool);
        Assert.Equal(4 + (kind == ModelKind.Training ? 0.5 : 1), plan.Cost, 9);
        Assert.True(plan.Bound <= plan.Cost + 1e-9);
        Assert.Empty(PlanVerifier.Verify(problem, plan).Violations);
    }

    /// <summary>The same costs told the other way make the same plan, to the byte.</summary>
    [Fact]
    public void Regions_and_clusters_are_two_ways_to_say_the_same()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var problem = TinyProblems.Make(new Random(seed));
            var byCluster = problem with
            {
                Models = [.. problem.Models.Select(m => m with
                {
                    ClusterCost = problem.Pools.DistinctBy(p => p.Cluster).ToDictionary(p => p.Cluster, m.PlaceCost),
                    RegionCost = new Dictionary<string, double>(),
                })],
            };
            var solver = new PlacementSolver();
            Assert.Equal(PlacementFile.WritePlan(solver.Solve(problem)), PlacementFile.WritePlan(solver.Solve(byCluster)));
        }
    }

    private static Pool Pool(string name) => new() { Id = name, Cluster = name, Region = "r", Provider = "p", Accelerator = "H100", Billing = Billing.PerGpu, Price = 1, GpusPerNode = 8, Nodes = [new NodeFree(8, 96, 1000)] };
}

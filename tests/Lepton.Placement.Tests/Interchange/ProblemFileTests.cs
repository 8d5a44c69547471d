using Lepton.Placement.Interchange;

namespace Lepton.Placement.Tests.Interchange;

public class ProblemFileTests
{
    [Fact]
    public void Every_key_is_read()
    {
        var problem = PlacementFile.ReadProblem(Samples.Everything);
        var pool = problem.Pools[0];
        Assert.Equal(("p", "c", "r", "z", "eu", "aws"), (pool.Id, pool.Cluster, pool.Region, pool.Zone, pool.Jurisdiction, pool.Provider));
        Assert.Equal(["gdpr", "tier=gold"], pool.Labels);
        Assert.Equal(("H100", CapacityType.Spot, Billing.PerNode, 12.5), (pool.Accelerator, pool.CapacityType, pool.Billing, pool.Price));
        Assert.Equal((0.01, 0.002, 0.05), (pool.PricePerCpu, pool.PricePerMemoryGiB, pool.ReclaimRate));
        Assert.Equal((8, 96, 1024.5, 4), (pool.GpusPerNode, pool.CpuPerNode, pool.MemoryGiBPerNode, pool.NewNodes));
        Assert.Equal([new NodeFree(3, 10.5, 100), new NodeFree(8, 96, 1024)], pool.Nodes);
        var model = problem.Models[0];
        Assert.Equal((ModelKind.Inference, 12.5, null), (model.Kind, model.Demand, model.Replicas));
        Assert.Equal(new AcceleratorOption { Name = "H100", Count = 2, Throughput = 3.5, ServiceRate = 5, Cpu = 7, MemoryGiB = 64 }, model.Accelerators[0]);
        Assert.Equal(new AcceleratorOption { Name = "L4", ServiceRate = 2 }, model.Accelerators[1]);
        Assert.Equal("it is cordoned", model.ExcludedPools["cpu"]);
        Assert.Equal([CapacityType.Spot, CapacityType.OnDemand], model.CapacityTypes);
        Assert.Equal(new SpreadRule { Topology = SpreadTopology.Zone, MinDomains = 2, MaxShare = 0.6, MaxSkew = 1 }, Assert.Single(model.Spread));
        Assert.Equal((0.5, 1, 40, 3, 0.5, 99.5), (model.MaxSpotShare, model.MinOnDemandReplicas, model.UnplacedPenalty, model.ReclaimCost, model.MoveCost, model.Budget));
        Assert.Equal(0.75, model.ResponseCost);
        Assert.Equal(0.25, model.RegionCost["r"]);
        Assert.Equal(0.125, model.ClusterCost["c"]);
        Assert.Equal(new CurrentPlacement("p", 2), Assert.Single(model.Current));
        Assert.Equal((ModelKind.Training, 16), (problem.Models[1].Kind, problem.Models[1].Replicas));
        var limit = Assert.Single(problem.Limits);
        Assert.Equal(("quota", "aws", "r", "H100", 64, 400), (limit.Id, limit.Provider, limit.Region, limit.Accelerator, limit.Gpus, limit.HourlyCost));
        Assert.Equal([CapacityType.OnDemand], limit.CapacityTypes);
        Assert.Equal(["m"], limit.Models);
        Assert.Equal((7, 1000), (problem.Seed, problem.Work));
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        var once = PlacementFile.WriteProblem(PlacementFile.ReadProblem(Samples.Everything));
        var twice = PlacementFile.WriteProblem(PlacementFile.ReadProblem(once));
        Assert.Equal(once, twice);
        foreach (var key in new[] { "zone", "jurisdiction", "reclaimRate", "excludedPools", "capacityTypes", "maxSkew", "budget", "regionCost", "clusterCost", "responseCost", "serviceRate", "current", "hourlyCost", "seed", "work" })
        {
            Assert.Contains($"\"{key}\"", once);
        }
    }

    [Theory]
    [InlineData("\"zone\": \"z\"", "\"zome\": \"z\"", "fleet.json: pools[0].zome: found an unknown key, expected a known key, perhaps zone")]
    [InlineData("\"maxSkew\": 1", "\"maxSkews\": 1", "fleet.json: models[0].spread[0].maxSkews: found an unknown key, expected a known key, perhaps maxSkew")]
    [InlineData("\"seed\": 7", "\"turbo\": 7", "fleet.json: turbo: found an unknown key, expected one of pools, models, limits, seed, work")]
    [InlineData("\"price\": 12.5", "\"price\": \"NaN\"", "fleet.json: pools[0].price: found \"NaN\", expected a number")]
    [InlineData("\"newNodes\": 4", "\"newNodes\": 4.5", "fleet.json: pools[0].newNodes: found 4.5, expected a whole number below 2147483648")]
    [InlineData("\"billing\": \"PerNode\"", "\"billing\": \"Yearly\"", "fleet.json: pools[0].billing: found \"Yearly\", expected one of PerNode, PerGpu, Paid")]
    [InlineData("\"capacityType\": \"Spot\"", "\"capacityType\": 1", "fleet.json: pools[0].capacityType: found 1, expected one of OnDemand, Spot, Reserved")]
    [InlineData("\"labels\": [\"gdpr\", \"tier=gold\"]", "\"labels\": [\"gdpr\", 5]", "fleet.json: pools[0].labels[1]: found 5, expected a string")]
    [InlineData("\"labels\": [\"gdpr\", \"tier=gold\"]", "\"labels\": \"gdpr\"", "fleet.json: pools[0].labels: found \"gdpr\", expected a list")]
    [InlineData("\"id\": \"p\", \"cluster\"", "\"cluster\"", "fleet.json: pools[0].id: found nothing, expected a string")]
    [InlineData("\"topology\": \"Zone\", ", "", "fleet.json: models[0].spread[0].topology: found nothing, expected one of Provider, Region, Zone, Cluster")]
    [InlineData("\"r\": 0.25", "\"r\": \"free\"", "fleet.json: models[0].regionCost.r: found \"free\", expected a number")]
    [InlineData("\"seed\": 7", "\"seed\": 7, \"seed\": 8", "fleet.json: seed: found the key a second time, expected each key once")]
    public void A_mistake_is_named_by_its_path(string right, string wrong, string message)
    {
        Assert.Contains(right, Samples.Everything);
        var error = Assert.Throws<PlacementProblemException>(() => PlacementFile.ReadProblem(Samples.Everything.Replace(right, wrong), "fleet.json"));
        Assert.Contains(message, error.Errors);
    }

    [Fact]
    public void All_mistakes_are_reported_together()
    {
        var text = Samples.Everything.Replace("\"zone\"", "\"zome\"").Replace("\"seed\": 7", "\"seed\": \"x\"").Replace("\"Training\"", "\"Trainin\"");
        var error = Assert.Throws<PlacementProblemException>(() => PlacementFile.ReadProblem(text));
        Assert.Equal(3, error.Errors.Count);
    }

    [Theory]
    [InlineData("{ \"pools\": [", "line 1")]
    [InlineData("", "line 1")]
    [InlineData("{\n  \"pools\": [],,\n}", "line 2")]
    public void Text_that_is_no_JSON_is_named_by_line(string text, string where)
    {
        var error = Assert.Throws<PlacementProblemException>(() => PlacementFile.ReadProblem(text, "fleet.json"));
        Assert.StartsWith($"fleet.json: {where}, byte ", Assert.Single(error.Errors));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"problem\"")]
    [InlineData("null")]
    public void A_problem_is_an_object(string text)
    {
        Assert.Equal($"problem: found {text}, expected an object", Assert.Single(Assert.Throws<PlacementProblemException>(() => PlacementFile.ReadProblem(text)).Errors));
    }
}

using System.Text.Json;
using Lepton.Placement.Interchange;

namespace Lepton.Placement.Tests.Interchange;

public class PlanFileTests
{
    private static readonly PlacementPlan Plan = new()
    {
        Placements = [new ReplicaPlacement("m", "p", 3, 7.5)],
        NewNodes = [new NewNodes("p", 2)],
        Cost = 7.5,
        Penalty = 40,
        Bound = 45,
        Gap = 0.0526,
        Unplaced = [new UnplacedModel("n", 1.5, ["short of 2 L4 GPUs", "<budget> & \"rules\""])],
        Work = 99,
    };

    [Fact]
    public void A_plan_has_exactly_the_documented_keys()
    {
        using var json = JsonDocument.Parse(PlacementFile.WritePlan(Plan, seconds: 0.5, peakMiB: 12));
        Assert.Equal(["placements", "newNodes", "cost", "penalty", "bound", "gap", "unplaced", "work", "seconds", "peakMiB"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["model", "pool", "replicas"], json.RootElement.GetProperty("placements")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(["pool", "nodes"], json.RootElement.GetProperty("newNodes")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(["model", "missing", "reasons"], json.RootElement.GetProperty("unplaced")[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void A_plan_reads_back()
    {
        var plan = PlacementFile.ReadPlan(PlacementFile.WritePlan(Plan, seconds: 1));
        Assert.Equal(Plan.Placements[0] with { HourlyCost = 0 }, Assert.Single(plan.Placements));
        Assert.Equal(Plan.NewNodes, plan.NewNodes);
        Assert.Equal((7.5, 40, 45, 0.0526, 99), (plan.Cost, plan.Penalty, plan.Bound, plan.Gap, plan.Work));
        Assert.Equal(Plan.Unplaced[0].Reasons, plan.Unplaced[0].Reasons);
    }

    [Fact]
    public void Measurements_are_left_out_when_not_made()
    {
        Assert.DoesNotContain("seconds", PlacementFile.WritePlan(Plan));
    }

    [Fact]
    public void An_unknown_key_of_a_plan_is_an_error()
    {
        var error = Assert.Throws<PlacementProblemException>(() => PlacementFile.ReadPlan("{ \"placements\": [{ \"model\": \"m\", \"pool\": \"p\", \"replica\": 3 }] }"));
        Assert.Equal("plan: placements[0].replica: found an unknown key, expected a known key, perhaps replicas", Assert.Single(error.Errors));
    }
}

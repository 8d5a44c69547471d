using System.Text.Json.Nodes;
using Lepton.Operator.Planning;
using Lepton.Placement;

namespace Lepton.Cli.Plan;

/// <summary>A plan as JSON, for programs.</summary>
internal static class PlanJson
{
    public static JsonObject Of(FleetPlan plan) => new()
    {
        ["cost"] = plan.Cost,
        ["bound"] = plan.Bound,
        ["gap"] = plan.Gap,
        ["models"] = new JsonArray(plan.Models.Values.OrderBy(m => m.Model.ToString(), StringComparer.Ordinal).Select(m => (JsonNode)Model(m)).ToArray()),
        ["comparison"] = new JsonObject
        {
            ["cheapestSingleCloud"] = Bill.Hourly(plan.Problem, Baselines.CheapestSingleProvider(plan.Problem)),
            ["byFreeCapacity"] = Bill.Hourly(plan.Problem, Baselines.ByFreeCapacity(plan.Problem)),
            ["cheapestFirst"] = Bill.Hourly(plan.Problem, Baselines.CheapestFirst(plan.Problem)),
        },
    };

    private static JsonObject Model(ModelPlan model) => new()
    {
        ["model"] = model.Model.ToString(),
        ["reason"] = model.Reason.ToString(),
        ["message"] = model.Message,
        ["hourlyCost"] = model.HourlyCost,
        ["missing"] = model.Missing,
        ["placements"] = new JsonArray(model.Assignments.Select(a => (JsonNode)new JsonObject
        {
            ["cluster"] = a.Pool.Cluster,
            ["pool"] = a.Pool.Id,
            ["accelerator"] = a.Pool.Accelerator,
            ["capacityType"] = a.Pool.CapacityType.ToString(),
            ["replicas"] = a.Replicas,
            ["hourlyCost"] = a.HourlyCost,
        }).ToArray()),
        ["candidates"] = new JsonArray(model.Candidates.Select(c => (JsonNode)new JsonObject
        {
            ["pool"] = c.Pool,
            ["verdict"] = c.Verdict.ToString(),
            ["reason"] = c.Reason,
            ["hourlyCost"] = c.HourlyCost,
        }).ToArray()),
    };
}

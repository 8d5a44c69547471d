using System.Text.Json.Nodes;
using Lepton.Placement.Interchange;
using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Solving;

/// <summary>
/// Each rule of the formulation by a problem small enough to be checked by hand, in files (Cases). Shortened against the interchange form: a node is its
/// number of GPUs, opened nodes are those that are paid whole, and pools lie in a cluster of their own, in one region of one provider, with plenty of vCPU and memory, where nothing else is said.
/// </summary>
public class CaseTests
{
    private static readonly Dictionary<string, JsonObject> All = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Cases"), "*.json").Order(StringComparer.Ordinal)
        .SelectMany(f => JsonNode.Parse(File.ReadAllText(f))!.AsArray()).ToDictionary(c => (string)c!["name"]!, c => c!.AsObject());

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_plan_is_the_one_worked_out_by_hand(string name)
    {
        var expected = All[name];
        var problem = Problem(expected);
        var plan = Make.Solve(problem);
        Assert.Equal(Texts(expected, "where"), Make.Where(plan));
        Assert.Equal(Texts(expected, "nodes"), plan.NewNodes.Where(n => problem.Pools.First(p => p.Id == n.Pool).Billing == Billing.PerNode).Select(n => $"{n.Pool}={n.Nodes}"));
        Assert.Equal((double?)expected["cost"] ?? 0, plan.Cost, 9);
        Assert.Equal((double?)expected["penalty"] ?? 0, plan.Penalty, 9);
        Assert.Equal(plan.Cost + plan.Penalty, plan.Bound, 5);
        var found = PlanVerifier.Verify(problem, plan);
        Assert.True(found.Holds, string.Join("\n", found.Violations));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Trying_every_placement_finds_none_cheaper(string name)
    {
        var expected = All[name];
        Assert.Equal(((double?)expected["cost"] ?? 0) + ((double?)expected["penalty"] ?? 0), Exhaustive.Optimum(Problem(expected)), 9);
    }

    private static string[] Texts(JsonObject expected, string key) => (expected[key] as JsonArray ?? []).Select(t => (string)t!).ToArray();

    private static PlacementProblem Problem(JsonObject expected)
    {
        var problem = new JsonObject { ["pools"] = new JsonArray(), ["models"] = expected["models"]!.DeepClone(), ["limits"] = expected["limits"]?.DeepClone() ?? new JsonArray() };
        foreach (var pool in expected["pools"]!.AsArray())
            problem["pools"]!.AsArray().Add(Whole(pool!.DeepClone().AsObject()));
        foreach (var model in problem["models"]!.AsArray())
            model!.AsObject().TryAdd("unplacedPenalty", 1000);
        return PlacementFile.ReadProblem(problem.ToJsonString());
    }

    private static JsonObject Whole(JsonObject pool)
    {
        pool.TryAdd("cluster", (string)pool["id"]!);
        pool.TryAdd("region", "us");
        pool.TryAdd("provider", "aws");
        pool.TryAdd("cpuPerNode", 64);
        pool.TryAdd("memoryGiBPerNode", 512);
        if (pool["nodes"] is JsonArray nodes)
            pool["nodes"] = new JsonArray(nodes.Select(n => n is JsonValue gpus ? new JsonObject { ["gpus"] = (int)gpus, ["cpu"] = 64, ["memoryGiB"] = 512 } : n!.DeepClone()).ToArray());
        return pool;
    }
}

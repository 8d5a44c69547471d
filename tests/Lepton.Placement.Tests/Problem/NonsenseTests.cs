using System.Text;
using Lepton.Placement.Interchange;
using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Problem;

/// <summary>Whatever comes in, something comes out that can be read: a plan that holds, or sentences. Never anything else, and never nothing.</summary>
public class NonsenseTests
{
    private static readonly double[] Numbers = [0, -1, -0.0, 1, 0.5, 3, 1e-300, 1e-9, 1e9, 1e12, 1e13, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon];

    [Fact]
    public void Any_numbers_in_any_field_give_a_plan_that_holds_or_sentences() => Support.Properties.Hold(400, problem => Answered(problem), Broken);

    /// <summary>Sound but absurd: a thousand models, each of which may run in each of a thousand pools, and numbers of any size.</summary>
    [Fact]
    [Trait("Suite", "long")]
    public void A_million_pairs_of_extreme_numbers_end() => Answered(Extreme(1000, 1000));

    [Fact]
    public void Fewer_pairs_of_extreme_numbers_end() => Answered(Extreme(60, 50));

    [Fact]
    public void A_million_pairs_of_nonsense_are_refused_with_a_sentence_each_mistake()
    {
        var pools = Enumerable.Range(0, 1000).Select(i => Make.Pool($"p{i}", Numbers[i % Numbers.Length], newNodes: i % 3 - 1)).ToList();
        var models = Enumerable.Range(0, 1000).Select(i => Make.Service($"m{i}", Numbers[(i * 7) % Numbers.Length], gpus: i % 9)).ToArray();
        var errors = Assert.Throws<PlacementProblemException>(() => Make.Solve(Make.Problem(pools, models))).Errors;
        Assert.True(errors.Count > 1000, $"{errors.Count} sentences");
        Assert.All(errors, e => Assert.Matches("^(pool|model|cluster) \\S+: \\S+: found .+, expected .+", e));
    }

    [Fact]
    public void Torn_files_are_refused_with_a_sentence()
    {
        var text = PlacementFile.WriteProblem(TinyProblems.Make(new Random(3)));
        var random = new Random(4);
        for (var i = 0; i < 300; i++)
        {
            var torn = new StringBuilder(text);
            for (var cuts = 1 + random.Next(3); cuts > 0; cuts--)
            {
                var at = random.Next(torn.Length - 1);
                torn.Remove(at, Math.Min(torn.Length - at - 1, 1 + random.Next(20)));
            }

            try
            {
                Answered(PlacementFile.ReadProblem(torn.ToString(), "torn"));
            }
            catch (PlacementProblemException error)
            {
                Assert.All(error.Errors, e => Assert.Contains("expected", e, StringComparison.Ordinal));
            }
        }
    }

    private static void Answered(PlacementProblem problem)
    {
        PlacementPlan plan;
        try
        {
            plan = Make.Solve(problem with { Work = 20_000 });
        }
        catch (PlacementProblemException error)
        {
            Assert.NotEmpty(error.Errors);
            Assert.All(error.Errors, e => Assert.Contains(", expected ", e, StringComparison.Ordinal));
            return;
        }

        var found = PlanVerifier.Verify(problem, plan);
        Assert.True(found.Holds, string.Join("\n", found.Violations.Take(5)));
        Assert.All(plan.Unplaced, u => Assert.NotEmpty(u.Reasons));
        Assert.True(double.IsFinite(plan.Cost) && double.IsFinite(plan.Penalty) && plan.Bound >= 0 && plan.Gap is >= 0 and <= 1, $"{plan.Cost}, {plan.Penalty}, {plan.Bound}, {plan.Gap}");
    }

    /// <summary>A random problem with one to three of its numbers replaced by any.</summary>
    private static PlacementProblem Broken(Random random)
    {
        var problem = TinyProblems.Make(random);
        double Any() => Numbers[random.Next(Numbers.Length)];
        int Whole() => new[] { 0, -1, 1, 2, 1000, 1_000_000, int.MaxValue, int.MinValue }[random.Next(8)];
        for (var times = 1 + random.Next(3); times > 0; times--)
        {
            var (p, m) = (random.Next(problem.Pools.Count), random.Next(problem.Models.Count));
            problem = random.Next(12) switch
            {
                0 => With(problem, p, x => x with { Price = Any() }),
                1 => With(problem, p, x => x with { PricePerCpu = Any(), PricePerMemoryGiB = Any() }),
                2 => With(problem, p, x => x with { CpuPerNode = Any(), MemoryGiBPerNode = Any() }),
                3 => With(problem, p, x => x with { NewNodes = Whole() }),
                4 => With(problem, p, x => x with { GpusPerNode = Whole(), Nodes = [new NodeFree(Whole(), Any(), Any())] }),
                5 => With(problem, m, x => x with { Demand = Any(), Replicas = null, Kind = ModelKind.Inference }),
                6 => With(problem, m, x => x with { Replicas = Whole(), Demand = null, Kind = ModelKind.Training }),
                7 => With(problem, m, x => x with { Accelerators = [new AcceleratorOption { Name = "X", Count = Whole(), Throughput = Any(), ServiceRate = random.Next(2) == 0 ? Any() : null }] }),
                8 => With(problem, m, x => x with { UnplacedPenalty = Any(), MoveCost = Any(), ReclaimCost = Any(), ResponseCost = Any() }),
                9 => With(problem, m, x => x with { Current = [new CurrentPlacement(random.Next(2) == 0 ? "gone" : problem.Pools[p].Id, Whole())] }),
                10 => With(problem, m, x => x with { MaxSpotShare = Any(), MinOnDemandReplicas = Whole(), Budget = Any() }),
                _ => With(problem, m, x => x with { Id = problem.Models[0].Id, Cpu = Any(), MemoryGiB = Any() }),
            };
        }

        return problem;
    }

    private static PlacementProblem With(PlacementProblem problem, int index, Func<Pool, Pool> change) => problem with { Pools = problem.Pools.Select((x, i) => i == index ? change(x) : x).ToList() };

    private static PlacementProblem With(PlacementProblem problem, int index, Func<Model, Model> change) => problem with { Models = problem.Models.Select((x, i) => i == index ? change(x) : x).ToList() };

    private static PlacementProblem Extreme(int models, int pools)
    {
        var random = new Random(models);
        double Any() => Math.Pow(10, (random.NextDouble() * 20) - 8);
        return Make.Problem(
            Enumerable.Range(0, pools).Select(i => Make.Pool($"p{i}", Any(), nodes: random.Next(3), gpus: 1 + random.Next(300), billing: (Billing)random.Next(2), newNodes: random.Next(3) * random.Next(400_000))),
            Enumerable.Range(0, models).Select(i => Make.Service($"m{i}", Math.Min(1e5, Any()), gpus: 1 + random.Next(300), penalty: Any())).ToArray()) with
        { Seed = models };
    }
}

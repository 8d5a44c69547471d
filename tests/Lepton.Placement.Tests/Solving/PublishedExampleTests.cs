using Lepton.Placement.Tests.Support;
using Lepton.Placement.Verification;

namespace Lepton.Placement.Tests.Solving;

/// <summary>
/// The published example: ten services of 1–4 GPUs, 10–40 TB and 50–200 Mbps over three clouds with 10 GPUs each, at monthly prices per GPU, TB and
/// Mbps. Least cost assignment: min cᵀx, Ax ≤ b, every service at one cloud.
/// </summary>
public class PublishedExampleTests
{
    private static readonly (string Name, int Gpu, int Storage, int Network)[] Clouds = [("aws", 100, 50, 20), ("azure", 80, 40, 15), ("gcp", 120, 60, 25)];

    /// <summary>GPUs, TB, Mbps; 26 GPUs together, so all three clouds are needed.</summary>
    private static readonly (int Gpus, int Terabytes, int Mbps)[] Services =
    [
        (1, 10, 50), (2, 25, 120), (4, 40, 200), (3, 15, 80), (2, 30, 150), (4, 20, 60), (1, 35, 90), (3, 12, 180), (2, 18, 110), (4, 28, 140),
    ];

    [Fact]
    public void The_plan_is_the_optimum()
    {
        var plan = Make.Solve(Problem(Services));
        var optimum = Optimum(Services);
        Assert.Equal(optimum, plan.Cost, 6);
        Assert.Equal(0, plan.Penalty);
        Assert.Equal(optimum, plan.Bound, 5);
        Assert.Equal(10, plan.Placements.Count);
        Assert.True(PlanVerifier.Verify(Problem(Services), plan).Holds);
    }

    [Fact]
    public void Its_optimum_is_known()
    {
        // Also found by enumerating all 3^10 assignments; kept as a number so that a change of the example is seen.
        Assert.Equal(34_390, Optimum(Services));
    }

    [Fact]
    public void No_cloud_gets_more_than_ten_GPUs()
    {
        var plan = Make.Solve(Problem(Services));
        Assert.All(Clouds, c => Assert.True(plan.Placements.Where(p => p.Pool == c.Name).Sum(p => Gpus(p.Model)) <= 10));
        Assert.Equal(10, plan.Placements.Where(p => p.Pool == "azure").Sum(p => Gpus(p.Model)));
    }

    [Fact]
    public void The_infeasible_variant_says_what_is_short()
    {
        // Two more services of four GPUs: 34 wanted, 30 there.
        var more = Services.Concat([(4, 10, 50), (4, 10, 50)]).ToArray();
        var plan = Make.Solve(Problem(more));
        Assert.True(PlanVerifier.Verify(Problem(more), plan).Holds);
        Assert.NotEmpty(plan.Unplaced);
        Assert.All(plan.Unplaced, u =>
        {
            Assert.Equal(1, u.Missing);
            Assert.Matches(@"^short of [1-4] GPU GPUs: 1 replicas of [1-4] GPU are missing; room for replicas beside the other models: aws 0, azure 0, gcp 0$", u.Reasons[0]);
        });
        Assert.Equal(Optimum(more), plan.Cost + plan.Penalty, 6);
    }

    private const double Unserved = 50_000;

    private static int Gpus(string model) => Services[int.Parse(model[1..])].Gpus;

    private static double Cost((int Gpus, int Terabytes, int Mbps) service, int cloud) =>
        (service.Gpus * Clouds[cloud].Gpu) + (service.Terabytes * Clouds[cloud].Storage) + (service.Mbps * Clouds[cloud].Network);

    private static PlacementProblem Problem((int Gpus, int Terabytes, int Mbps)[] services) => new()
    {
        Pools = Clouds.Select(c => Make.Pool(c.Name, c.Gpu, 1, gpus: 10, accelerator: "GPU", provider: c.Name, region: c.Name)).ToList(),
        Models = services.Select((s, i) => Make.Service($"s{i}", 1, s.Gpus, "GPU", Unserved) with
        {
            RegionCost = Clouds.ToDictionary(c => c.Name, c => (double)((s.Terabytes * c.Storage) + (s.Mbps * c.Network))),
        }).ToList(),
    };

    /// <summary>Dynamic programming over the GPUs used at each cloud.</summary>
    private static double Optimum((int Gpus, int Terabytes, int Mbps)[] services)
    {
        var best = new Dictionary<(int, int, int), double> { [(0, 0, 0)] = 0 };
        foreach (var service in services)
        {
            var next = new Dictionary<(int, int, int), double>();
            void Offer((int, int, int) used, double cost) => next[used] = Math.Min(cost, next.GetValueOrDefault(used, double.MaxValue));
            foreach (var ((a, b, c), cost) in best)
            {
                Offer((a, b, c), cost + Unserved);
                var g = service.Gpus;
                var used = new[] { (a + g, b, c), (a, b + g, c), (a, b, c + g) };
                for (var cloud = 0; cloud < 3; cloud++)
                {
                    var (x, y, z) = used[cloud];
                    if (Math.Max(x, Math.Max(y, z)) <= 10)
                    {
                        Offer(used[cloud], cost + Cost(service, cloud));
                    }
                }
            }

            best = next;
        }

        return best.Values.Min();
    }
}

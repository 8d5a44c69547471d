using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Operator.Planning;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Benchmarks.Moves;

/// <summary>What a month cost: the bill of where the model was, and its moves.</summary>
/// <param name="Differed">What the dearest zone cost more than the cheapest, over all hours: what there was to save.</param>
internal sealed record PriceOutcome(double Bill, double MoveCost, int Moves, double Differed)
{
    public double Total => Bill + MoveCost;
}

/// <summary>
/// One model on eight H100, for which one node is free in each zone, through a month of hourly prices: as the operator's own planner moves it, left where it began, and moved to the cheapest zone each
/// hour. All are charged alike for a move: people's work, and the bill of both sides while the model loads.
/// </summary>
internal static class PriceRun
{
    public const double Labor = 60;
    private const int Gpus = 8;
    private const double LoadHours = 0.25;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static PriceOutcome Ours(Func<int, int, bool, double[]> prices)
    {
        var model = Model();
        var planner = new FleetPlanner(new PlacementSolver(), PoolPrices.BuiltInOnly);
        return Play(prices, (hour, zone, now) =>
        {
            var snapshot = Snapshot(model, now, Start.AddHours(hour));
            var plan = planner.Plan(snapshot);
            model.Status ??= new LeptonModelStatus();
            DecisionWriter.Apply(model, plan.Models[ModelStore.KeyOf(model)], plan, _ => MemberHealth.Healthy, snapshot.Time);
            model.Status.Placements = [.. model.Status.Placements!.Where(p => p.State != PlacementState.Draining)];
            model.Status.Migration = null;
            foreach (var placement in model.Status.Placements)
                (placement.State, placement.ReadyReplicas, placement.DrainingReplicas) = (PlacementState.Active, placement.Replicas, null);
            return int.Parse(model.Status.Placements[0].Cluster.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
        });
    }

    public static PriceOutcome Never(Func<int, int, bool, double[]> prices) => Play(prices, (hour, zone, now) => hour == 0 ? Cheapest(now) : zone);

    public static PriceOutcome AlwaysCheapest(Func<int, int, bool, double[]> prices) => Play(prices, (_, zone, now) => now[zone] <= now.Min() ? zone : Cheapest(now));

    /// <param name="where">The zone for this hour, from the hour, the zone before and the prices.</param>
    private static PriceOutcome Play(Func<int, int, bool, double[]> prices, Func<int, int, double[], int> where)
    {
        var (bill, moveCost, moves, differed, zone, justMoved) = (0.0, 0.0, 0, 0.0, 0, false);
        for (var hour = 0; hour < PriceSeries.Hours; hour++)
        {
            var now = prices(hour, zone, justMoved);
            var next = where(hour, zone, now);
            // Where it begins is no move.
            justMoved = hour > 0 && next != zone;
            if (justMoved)
                (moves, moveCost) = (moves + 1, moveCost + Labor + LoadHours * now[next] * Gpus);
            zone = next;
            bill += now[zone] * Gpus;
            differed += (now.Max() - now.Min()) * Gpus;
        }

        return new PriceOutcome(bill, moveCost, moves, differed);
    }

    private static int Cheapest(double[] prices) => Array.IndexOf(prices, prices.Min());

    private static LeptonModel Model() => new()
    {
        Metadata = { Name = "m", Namespace = "ns", Uid = "m", Generation = 1 },
        Spec = { Image = "i:1", Replicas = 1, Accelerators = [new ModelAccelerator { Name = "H100", Count = Gpus }], LoadTime = "15m" },
    };

    private static FleetSnapshot Snapshot(LeptonModel model, double[] prices, DateTimeOffset now) => new()
    {
        Time = now,
        Models = [model],
        Providers = [.. prices.Select((price, zone) => new CloudProvider
        {
            Metadata = { Name = $"z{zone}", Uid = $"z{zone}", Generation = 1 },
            Spec =
            {
                Type = ProviderType.Other,
                Pricing = new ProviderPricing { GpuHour = [new GpuPrice { Accelerator = "H100", DollarsPerGpuHour = price }] },
                Clusters = [new MemberCluster { Name = $"z{zone}", Region = "us-east-1", Connection = { InCluster = true } }],
            },
        })],
        Policies = [new PlacementPolicy
        {
            Metadata = { Name = PlacementPolicy.DefaultName, Uid = "p", Generation = 1 },
            Spec = { Rebalance = new RebalancePolicy { Mode = RebalanceMode.Automatic, Cooldown = "1h" }, Migration = new MigrationPolicy { LaborCostPerMove = Labor }, Objective = new PolicyObjective { StabilityDollarsPerMove = 0 } },
        }],
        Members = Enumerable.Range(0, prices.Length).ToDictionary(z => $"z{z}", z => new MemberView
        {
            Cluster = $"z{z}",
            Provider = $"z{z}",
            Health = MemberHealth.Healthy,
            Since = Start,
            Nodes = [new NodeView
            {
                Name = $"z{z}-0",
                Labels = new Dictionary<string, string> { ["nvidia.com/gpu.product"] = "NVIDIA-H100-80GB-HBM3", ["node.kubernetes.io/instance-type"] = "h8" },
                Taints = [],
                Ready = true,
                Cpu = 192,
                MemoryGiB = 2048,
                Devices = new Dictionary<string, int> { ["nvidia.com/gpu"] = Gpus },
                Pods = [],
            }],
        }),
    };
}

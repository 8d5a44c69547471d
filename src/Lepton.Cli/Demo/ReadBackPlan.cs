using Lepton.Operator.Planning;
using Lepton.Operator.Planning.Problem;
using Lepton.Placement;

namespace Lepton.Cli.Demo;

/// <summary>The placements that stand in the hub, laid over the fleet as it was before: first on nodes that were there, then on nodes that had to be opened.</summary>
internal static class ReadBackPlan
{
    public static double Hourly(PlacementProblem problem, FleetPicture picture)
    {
        var models = problem.Models.ToDictionary(m => m.Id, StringComparer.Ordinal);
        var rooms = problem.Pools.ToDictionary(p => p.Id, p => p.Nodes.Select(n => new Room(n.Gpus, n.Cpu, n.MemoryGiB)).ToList(), StringComparer.Ordinal);
        var opened = new Dictionary<string, int>(StringComparer.Ordinal);
        var placed = new List<(string Model, string Pool, int Replicas)>();
        // The largest first, as a packer does, so that no node is opened for want of order.
        foreach (var (model, placement) in picture.Placements.OrderByDescending(p => p.Placement.AcceleratorCount))
        {
            var id = model.Metadata.NamespacedName();
            if (!models.TryGetValue(id, out var wanted))
                continue;
            for (var i = 0; i < placement.Replicas; i++)
                placed.Add((id, Put(problem, rooms, opened, placement.Pool, placement.AcceleratorCount, wanted), 1));
        }

        return Bill.Hourly(problem, placed, opened.Select(o => new NewNodes(o.Key, o.Value)));
    }

    private static string Put(PlacementProblem problem, Dictionary<string, List<Room>> rooms, Dictionary<string, int> opened, string fleetPool, int gpus, Model model)
    {
        string[] parts = [fleetPool + PoolParts.CommittedSuffix, fleetPool, fleetPool + PoolParts.NewSuffix];
        foreach (var part in parts.Where(rooms.ContainsKey))
        {
            var room = rooms[part].Where(r => r.Fits(gpus, model)).OrderBy(r => r.Gpus).ThenBy(r => r.Cpu).FirstOrDefault();
            if (room is null)
                continue;
            room.Take(gpus, model);
            return part;
        }

        var pool = problem.Pools.FirstOrDefault(p => p.Id == fleetPool + PoolParts.NewSuffix)
            ?? throw new InvalidOperationException($"{model.Id} is placed in {fleetPool}, where the fleet had no room and no node to open");
        var node = new Room(pool.GpusPerNode, pool.CpuPerNode, pool.MemoryGiBPerNode);
        node.Take(gpus, model);
        rooms[pool.Id].Add(node);
        opened[pool.Id] = opened.GetValueOrDefault(pool.Id) + 1;
        return pool.Id;
    }

    private sealed class Room(int gpus, double cpu, double memory)
    {
        public int Gpus { get; private set; } = gpus;

        public double Cpu { get; private set; } = cpu;

        private double Memory { get; set; } = memory;

        public bool Fits(int wanted, Model model) => Gpus >= wanted && Cpu >= model.Cpu - 1e-9 && Memory >= model.MemoryGiB - 1e-9;

        public void Take(int wanted, Model model)
        {
            Gpus -= wanted;
            Cpu -= model.Cpu;
            Memory -= model.MemoryGiB;
        }
    }
}

using Lepton.Operator.Planning.Pools;
using Lepton.Operator.State;
using Lepton.Placement;

namespace Lepton.Operator.Planning.Problem;

/// <summary>
/// What is free on each node of a pool for the models being placed: allocatable, less every pod that stays (foreign pods, and pods of models that
/// are not part of this problem), less the replicas that were promised room but have no pod on a node yet.
/// </summary>
internal sealed class NodeBudget
{
    private readonly List<Entry> _entries = [];

    private NodeBudget()
    {
    }

    public IReadOnlyList<NodeFree> Free => _entries.Select(e => new NodeFree(Math.Max(0, e.Gpus), Math.Max(0, e.Cpu), Math.Max(0, e.Memory))).ToList();

    /// <param name="isMovable">True for pods of models that this problem places anew: what they hold counts as free.</param>
    public static NodeBudget Of(FleetPool pool, Func<PodView, bool> isMovable)
    {
        var budget = new NodeBudget();
        foreach (var node in pool.Nodes)
        {
            if (node.Closed is not null)
                continue;
            var entry = new Entry
            {
                Gpus = pool.ResourceName is null ? 0 : node.Devices.GetValueOrDefault(pool.ResourceName),
                Cpu = node.Cpu,
                Memory = node.MemoryGiB,
            };
            foreach (var pod in node.Pods)
            {
                if (isMovable(pod))
                    continue;
                entry.Gpus -= pool.ResourceName is null ? 0 : pod.Resources.Devices.GetValueOrDefault(pool.ResourceName);
                entry.Cpu -= pod.Resources.Cpu;
                entry.Memory -= pod.Resources.MemoryGiB;
            }

            budget._entries.Add(entry);
        }

        return budget;
    }

    /// <summary>Sets room aside for replicas without a pod, on the fullest node that holds each (best fit). Returns how many found none.</summary>
    public int Reserve(int replicas, int gpus, double cpu, double memoryGiB)
    {
        for (; replicas > 0; replicas--)
        {
            var best = _entries.Where(e => e.Gpus >= gpus && e.Cpu >= cpu && e.Memory >= memoryGiB)
                .OrderBy(e => e.Gpus).ThenBy(e => e.Cpu).FirstOrDefault();
            if (best is null)
                return replicas;
            best.Gpus -= gpus;
            best.Cpu -= cpu;
            best.Memory -= memoryGiB;
        }

        return 0;
    }

    private sealed class Entry
    {
        public int Gpus { get; set; }

        public double Cpu { get; set; }

        public double Memory { get; set; }
    }
}

namespace Lepton.Placement.Verification;

/// <summary>Looks for a layout of replicas on nodes: several greedy orders, then backtracking as far as a fixed number of steps goes. Equal nodes and equal replicas are counted, not listed: a pool may have a million of them.</summary>
/// <param name="mostSteps">Of backtracking, where the greedy orders find nothing.</param>
internal sealed class Layout(Pool pool, int newNodes, int mostSteps = Layout.MostSteps)
{
    private const int MostSteps = 300_000;

    /// <summary>Backtracking goes as deep as there are replicas; of so many the greedy orders find what there is to find.</summary>
    private const int MostReplicas = 1_000;

    private readonly Dictionary<NodeRoom, int> _nodes = [];
    private int _steps;

    /// <param name="replicas">How many there are of each need.</param>
    internal bool Exists(List<(ReplicaNeed Need, int Count)> replicas)
    {
        var byGpus = replicas.OrderByDescending(r => r.Need.Gpus).ThenByDescending(r => r.Need.Cpu).ThenByDescending(r => r.Need.Memory).ToList();
        var byCpu = replicas.OrderByDescending(r => r.Need.Cpu).ThenByDescending(r => r.Need.Gpus).ToList();
        var byMemory = replicas.OrderByDescending(r => r.Need.Memory).ThenByDescending(r => r.Need.Gpus).ToList();
        if (Greedy(byGpus) || Greedy(byCpu) || Greedy(byMemory))
        {
            return true;
        }

        Reset();
        _steps = 0;
        return replicas.Sum(r => (long)r.Count) <= MostReplicas && Backtrack(byGpus.SelectMany(r => Enumerable.Repeat(r.Need, r.Count)).ToList(), 0);
    }

    private void Reset()
    {
        _nodes.Clear();
        foreach (var node in pool.Nodes)
        {
            Change(new NodeRoom(node.Gpus, node.Cpu, node.MemoryGiB), 1);
        }

        Change(new NodeRoom(pool.GpusPerNode, pool.CpuPerNode, pool.MemoryGiBPerNode), newNodes);
    }

    private void Change(NodeRoom room, int nodes)
    {
        var count = _nodes.GetValueOrDefault(room) + nodes;
        if (count == 0)
        {
            _nodes.Remove(room);
        }
        else
        {
            _nodes[room] = count;
        }
    }

    /// <summary>Each replica on the fitting node with the fewest free GPUs, then vCPU. That node is the one for the next equal replica too, so it is filled at once, and with it as many as are equal to it.</summary>
    private bool Greedy(List<(ReplicaNeed Need, int Count)> replicas)
    {
        Reset();
        foreach (var (need, count) in replicas)
        {
            for (var left = count; left > 0;)
            {
                if (Fullest(need) is not { } room)
                {
                    return false;
                }

                var each = Math.Min(left, room.Fits(need));
                var nodes = Math.Min(left / each, _nodes[room]);
                Change(room, -nodes);
                Change(room.Less(need, each), nodes);
                left -= nodes * each;
            }
        }

        return true;
    }

    private NodeRoom? Fullest(ReplicaNeed need)
    {
        NodeRoom? best = null;
        foreach (var room in _nodes.Keys)
        {
            if (room.Fits(need) > 0 && (best is not { } known || room.CompareTo(known) < 0))
            {
                best = room;
            }
        }

        return best;
    }

    private bool Backtrack(List<ReplicaNeed> replicas, int index)
    {
        if (index == replicas.Count)
        {
            return true;
        }

        var need = replicas[index];
        foreach (var room in _nodes.Keys.Where(r => r.Fits(need) > 0).Order().ToList())
        {
            if (++_steps > mostSteps)
            {
                return false;
            }

            Change(room, -1);
            Change(room.Less(need, 1), 1);
            if (Backtrack(replicas, index + 1))
            {
                return true;
            }

            Change(room.Less(need, 1), -1);
            Change(room, 1);
        }

        return false;
    }
}

namespace Lepton.Placement.Verification;

/// <summary>Looks for a layout of replicas on nodes: several greedy orders, then backtracking as far as a fixed number of steps goes.</summary>
internal sealed class Layout(Pool pool, int newNodes)
{
    private const double Noise = 1e-6;
    private const int MostSteps = 300_000;

    private (double Gpus, double Cpu, double Memory)[] _free = [];
    private int _steps;

    internal bool Exists(List<(int Gpus, double Cpu, double Memory)> replicas)
    {
        var byGpus = replicas.OrderByDescending(r => r.Gpus).ThenByDescending(r => r.Cpu).ThenByDescending(r => r.Memory).ToList();
        var byCpu = replicas.OrderByDescending(r => r.Cpu).ThenByDescending(r => r.Gpus).ToList();
        var byMemory = replicas.OrderByDescending(r => r.Memory).ThenByDescending(r => r.Gpus).ToList();
        if (Greedy(byGpus) || Greedy(byCpu) || Greedy(byMemory))
        {
            return true;
        }

        Reset();
        _steps = 0;
        return Backtrack(byGpus, 0);
    }

    private void Reset() => _free = pool.Nodes.Select(n => ((double)n.Gpus, n.Cpu, n.MemoryGiB))
        .Concat(Enumerable.Repeat(((double)pool.GpusPerNode, pool.CpuPerNode, pool.MemoryGiBPerNode), newNodes)).ToArray();

    /// <summary>Each replica on the fitting node with the fewest free GPUs, then vCPU.</summary>
    private bool Greedy(List<(int Gpus, double Cpu, double Memory)> replicas)
    {
        Reset();
        foreach (var replica in replicas)
        {
            var best = -1;
            for (var n = 0; n < _free.Length; n++)
            {
                if (Fits(n, replica) && (best < 0 || (_free[n].Gpus, _free[n].Cpu, _free[n].Memory).CompareTo((_free[best].Gpus, _free[best].Cpu, _free[best].Memory)) < 0))
                {
                    best = n;
                }
            }

            if (best < 0)
            {
                return false;
            }

            Take(best, replica, 1);
        }

        return true;
    }

    private bool Backtrack(List<(int Gpus, double Cpu, double Memory)> replicas, int index)
    {
        if (index == replicas.Count)
        {
            return true;
        }

        var tried = new HashSet<(double, double, double)>();
        for (var n = 0; n < _free.Length; n++)
        {
            if (!Fits(n, replicas[index]) || !tried.Add(_free[n]))
            {
                continue;
            }

            if (++_steps > MostSteps)
            {
                return false;
            }

            var before = _free[n];
            Take(n, replicas[index], 1);
            if (Backtrack(replicas, index + 1))
            {
                return true;
            }

            _free[n] = before;
        }

        return false;
    }

    private bool Fits(int node, (int Gpus, double Cpu, double Memory) replica) =>
        _free[node].Gpus >= replica.Gpus && _free[node].Cpu >= replica.Cpu - Noise && _free[node].Memory >= replica.Memory - Noise;

    private void Take(int node, (int Gpus, double Cpu, double Memory) replica, int times) =>
        _free[node] = (_free[node].Gpus - (times * replica.Gpus), _free[node].Cpu - (times * replica.Cpu), _free[node].Memory - (times * replica.Memory));
}

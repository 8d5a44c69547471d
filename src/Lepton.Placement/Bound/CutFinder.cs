using Lepton.Placement.Core;

namespace Lepton.Placement.Bound;

/// <summary>Finds cuts that an average solution breaks: in each pool whose nodes are paid whole, the one set of members that can be broken.</summary>
internal sealed class CutFinder
{
    /// <summary>GPUs by which a cut must be broken to be worth a row.</summary>
    private const double LeastViolation = 0.05;

    private readonly Instance _instance;
    private readonly List<(int Pair, Option Option)>[] _users;

    internal CutFinder(Instance instance, PairTable pairs)
    {
        _instance = instance;
        _users = new List<(int, Option)>[instance.Pools.Length];
        foreach (var model in instance.Models.Where(m => !m.Refused))
        {
            foreach (var option in model.Options.Where(o => Applies(o.Pool) && o.Need.Gpus > 0))
            {
                (_users[option.Pool.Index] ??= []).Add((pairs.First[model.Index] + option.Index, option));
            }
        }
    }

    /// <summary>Nodes the average solution needs, by GPUs alone: not a whole number.</summary>
    internal double Nodes(int pool, double[] average)
    {
        var used = 0.0;
        foreach (var (pair, option) in _users[pool] ?? [])
        {
            used += average[pair] * option.Need.Gpus;
        }

        var data = _instance.Pools[pool];
        return Math.Clamp((used - data.Existing.Sum(g => (double)g.Free.Gpus * g.Count)) / data.NewNode.Gpus, 0, data.NewNodes);
    }

    internal List<Cut> Find(double[] average, IReadOnlyList<Cut> known)
    {
        var seen = known.Select(Key).ToHashSet();
        var found = new List<Cut>();
        foreach (var pool in _instance.Pools)
        {
            if (_users[pool.Index] is { } users && Find(pool, users, average) is { } cut && seen.Add(Key(cut)))
            {
                found.Add(cut);
            }
        }

        return found;
    }

    private static bool Applies(PoolData pool) => pool is { NodePrice: > 0, NewNodes: > 0, NewNode.Gpus: > 0 };

    /// <summary>With n nodes used and f its fraction: the models of which more than the part f of all they could want is there.</summary>
    private Cut? Find(PoolData pool, List<(int Pair, Option Option)> users, double[] average)
    {
        var nodes = Nodes(pool.Index, average);
        var fraction = nodes - Math.Floor(nodes);
        if (fraction is < 0.02 or > 0.98)
        {
            return null;
        }

        var members = new List<(int, int)>();
        double wanted = 0, used = 0;
        foreach (var (pair, option) in users)
        {
            if (average[pair] > fraction * option.Most)
            {
                members.Add((pair, option.Need.Gpus));
                wanted += (double)option.Need.Gpus * option.Most;
                used += option.Need.Gpus * average[pair];
            }
        }

        return Cut.Of(pool, members.ToArray(), wanted) is { } cut && used - (cut.PerNode * nodes) > cut.Free + LeastViolation ? cut : null;
    }

    private static string Key(Cut cut) => $"{cut.Pool}:{string.Join(',', cut.Members.Select(m => m.Pair))}";
}

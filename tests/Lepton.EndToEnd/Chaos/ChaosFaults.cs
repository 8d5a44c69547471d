using Lepton.Sandbox.Fleet;

namespace Lepton.EndToEnd.Chaos;

/// <summary>
/// Faults drawn from a seed: ten an hour on average, each of any kind, at any member, for 2 to 30 minutes. What takes Pods away strikes one cluster at a time,
/// for six hours at most: another only an hour after the last such fault ended, and only while every spread model serves somewhere else too, for nobody can hold a
/// model whose nodes fail in all its clusters at once.
/// </summary>
/// <param name="serving">For each spread model the clusters where it serves now.</param>
internal sealed class ChaosFaults(int seed, Func<IEnumerable<IReadOnlyList<string>>> serving)
{
    public const double PerHour = 10;
    private const double Rest = 1;
    private const double LongestStreak = 6;

    private static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();
    private readonly Random _random = new(seed);
    private string _struck = "";
    private double _struckSince = double.NegativeInfinity;
    private double _struckUntil = double.NegativeInfinity;

    /// <summary>When the next fault comes, in hours from the start.</summary>
    public double After(double now) => now - Math.Log(1 - _random.NextDouble()) / PerHour;

    /// <summary>What it is. It may be one that cannot strike just then (the node is gone, the cluster is down): then another is drawn.</summary>
    public FaultEvent Draw(double at)
    {
        var kind = Kinds[_random.Next(Kinds.Length)];
        var cluster = ChaosFleet.Definition.Members[_random.Next(ChaosFleet.Definition.Members.Count)].Name;
        if (TakesPods(kind) && at < _struckUntil + Rest)
        {
            cluster = _struck;
            while (TakesPods(kind) && at > _struckSince + LongestStreak)
                kind = Kinds[_random.Next(Kinds.Length)];
        }

        while (TakesPods(kind) && cluster != _struck && serving().Any(clusters => clusters.All(only => only == cluster)))
            kind = Kinds[_random.Next(Kinds.Length)];

        return new FaultEvent(at, kind, cluster)
        {
            ForHours = (2 + 28 * _random.NextDouble()) / 60,
            Pool = kind == FaultKind.SpotReclaim || _random.Next(4) == 0 ? "spot" : "a100",
            Node = _random.Next(2),
            Gpus = 1 + _random.Next(2),
            Pods = kind == FaultKind.CrashLoop ? $"{ChaosFleet.Namespace}/{ChaosFleet.Spread[_random.Next(ChaosFleet.Spread.Length)]}" : "",
        };
    }

    /// <summary>It struck.</summary>
    public void Begun(FaultEvent fault)
    {
        if (!TakesPods(fault.Kind))
            return;
        if (fault.AtHours >= _struckUntil + Rest)
            (_struck, _struckSince) = (fault.Cluster, fault.AtHours);
        _struckUntil = Math.Max(_struckUntil, fault.AtHours + fault.ForHours!.Value);
    }

    private static bool TakesPods(FaultKind kind) => kind is FaultKind.NodeLost or FaultKind.GpuFailure or FaultKind.SpotReclaim or FaultKind.CrashLoop;
}

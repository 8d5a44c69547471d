using Lepton.Sandbox.Fleet;

namespace Lepton.EndToEnd.Chaos;

/// <summary>
/// Faults drawn from a seed: ten an hour on average, each of any kind, at any member, for 2 to 30 minutes. What takes Pods away strikes one cluster at a time:
/// another only an hour after the last such fault ended, for nobody can hold a model whose nodes fail in all its clusters at once.
/// </summary>
internal sealed class ChaosFaults(int seed)
{
    public const double PerHour = 10;

    private static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();
    private readonly Random _random = new(seed);
    private string _struck = "";
    private double _struckUntil;

    /// <param name="now">Hours from the start.</param>
    public FaultEvent Next(double now)
    {
        var kind = Kinds[_random.Next(Kinds.Length)];
        var cluster = ChaosFleet.Definition.Members[_random.Next(ChaosFleet.Definition.Members.Count)].Name;
        var hours = (2 + 28 * _random.NextDouble()) / 60;
        var at = now - Math.Log(1 - _random.NextDouble()) / PerHour;
        if (kind is FaultKind.NodeLost or FaultKind.GpuFailure or FaultKind.SpotReclaim or FaultKind.CrashLoop)
        {
            cluster = at < _struckUntil + 1 ? _struck : cluster;
            (_struck, _struckUntil) = (cluster, Math.Max(_struckUntil, at + hours));
        }

        return new FaultEvent(at, kind, cluster)
        {
            ForHours = hours,
            Pool = "a100",
            Node = _random.Next(2),
            Gpus = 1 + _random.Next(2),
            Pods = kind == FaultKind.CrashLoop ? $"{ChaosFleet.Namespace}/{ChaosFleet.Spread[_random.Next(ChaosFleet.Spread.Length)]}" : "",
        };
    }
}

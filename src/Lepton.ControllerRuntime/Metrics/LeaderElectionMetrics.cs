namespace Lepton.ControllerRuntime.Metrics;

/// <summary><c>leader_election_master_status</c> of one elector.</summary>
internal sealed class LeaderElectionMetrics : IDisposable
{
    private static readonly LiveSeries<LeaderElectionMetrics> Live = new();

    private readonly Func<bool> _isLeader;

    static LeaderElectionMetrics() => RuntimeMeter.Meter.CreateObservableGauge(
        "leader_election_master_status", () => Live.Each(e => e._isLeader() ? 1 : 0), null,
        "Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1 indicates master. 'name' is the string used to identify the lease.");

    internal LeaderElectionMetrics(string name, Func<bool> isLeader)
    {
        _isLeader = isLeader;
        Live.Add(this, RuntimeMeter.Tag("name", name));
    }

    public void Dispose() => Live.Remove(this);
}

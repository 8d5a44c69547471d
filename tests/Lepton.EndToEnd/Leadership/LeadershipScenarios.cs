using Lepton.EndToEnd.Harness;
using Lepton.EndToEnd.RealClusters;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Hosting;
using Lepton.Testing.Clusters;
using Xunit;
using Xunit.Abstractions;

namespace Lepton.EndToEnd.Leadership;

/// <summary>
/// Two operator processes, of which the leader is lost in every way there is, while models change all the time. What the members' API servers saw shows
/// that never two of them acted: all writes of one leader had been answered before the first of the next arrived.
/// </summary>
public abstract class LeadershipScenarios : IAsyncLifetime
{
    private readonly TestFleet? _fleet;
    private readonly LeaseTimes _times;
    private readonly ITestOutputHelper _output;
    private readonly List<Replica> _replicas = [];
    private MemberWrites _writes = null!;
    private SteadyWork _work = null!;

    /// <summary>As it stood when all was well last.</summary>
    private V1LeaseSpec _lease = new();

    private protected LeadershipScenarios(TestFleet? fleet, LeaseTimes times, ITestOutputHelper output) => (_fleet, _times, _output) = (fleet, times, output);

    private TestFleet Fleet => _fleet!;

    public async Task InitializeAsync()
    {
        if (_fleet is null)
            return;
        await Fleet.ResetAsync(SmallFleet.Base);
        await Fleet.StopOperatorAsync();
        _writes = MemberWrites.Of(Fleet);
        _work = await SteadyWork.StartAsync(Fleet);
    }

    public async Task DisposeAsync()
    {
        if (_fleet is null)
            return;
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
        await _work.DisposeAsync();
        _writes.Dispose();
    }

    [SkippableFact]
    public async Task A_killed_leader_is_followed_within_the_configured_time()
    {
        var (leader, standby) = await TwoAsync();
        await leader.KillAsync();
        await TakesOverAsync(leader, standby);
        await EndAsync();
    }

    /// <summary>The dangerous one: it believes that it leads, with requests ready to go, when it goes on after another took over.</summary>
    [SkippableFact]
    public async Task A_leader_stopped_past_its_lease_writes_nothing_when_it_goes_on_and_ends()
    {
        var (leader, standby) = await TwoAsync();
        await leader.StopAsync();
        await TakesOverAsync(leader, standby);
        var before = _writes.By(standby);
        await leader.ContinueAsync();
        await EndsByItselfAsync(leader);
        await WritesAsync(standby, before + 10);
        await EndAsync();
    }

    /// <summary>It still reaches the members, where it could do harm.</summary>
    [SkippableFact]
    public async Task A_leader_parted_from_the_hub_stops_before_the_next_begins()
    {
        var (leader, standby) = await TwoAsync();
        leader.Hub.Part();
        await EndsByItselfAsync(leader);
        await TakesOverAsync(leader, standby);
        await EndAsync();
    }

    [SkippableFact]
    public async Task A_restart_of_the_API_server_shorter_than_the_renew_deadline_changes_nothing()
    {
        CanRestart();
        var (leader, standby) = await TwoAsync();
        var away = TimeProvider.System.GetTimestamp();
        await Fleet.StopHubAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        await Fleet.StartHubAsync();
        var took = TimeProvider.System.GetElapsedTime(away);
        // A renewal may have been due just before, and has to get through before the deadline.
        Skip.If(took > _times.Renew - 2 * _times.Retry, $"the API server took {took.TotalSeconds:0.0} s to be back, which is no restart shorter than the renew deadline of {_times.Renew.TotalSeconds:0.#} s");
        await WritesAsync(leader, _writes.By(leader) + 20);

        var after = await LeaseAsync();
        Assert.Equal((leader.Identity, _lease.LeaseTransitions), (after.HolderIdentity, after.LeaseTransitions));
        Assert.False(leader.HasExited);
        Assert.Equal(0, _writes.By(standby));
        await EndAsync();
    }

    [SkippableFact]
    public async Task An_API_server_away_for_longer_than_the_lease_ends_the_leader_and_the_standby_goes_on_when_it_is_back()
    {
        CanRestart();
        var (leader, standby) = await TwoAsync();
        await Fleet.StopHubAsync();
        await EndsByItselfAsync(leader);
        Assert.False(standby.HasExited);
        await Fleet.StartHubAsync();
        await TakesOverAsync(leader, standby);
        await EndAsync();
    }

    /// <summary>All of it again and again, at moments that are drawn, with a new process for each that ended.</summary>
    [SkippableFact]
    public async Task Never_two_act_however_often_leaders_are_lost()
    {
        var random = new Random(20261127);
        var (leader, standby) = await TwoAsync();
        for (var round = 0; round < 6; round++)
        {
            await Task.Delay(random.Next(50, 1500));
            _lease = await LeaseAsync();
            switch (random.Next(3))
            {
                case 0:
                    await leader.KillAsync();
                    await TakesOverAsync(leader, standby);
                    break;
                case 1:
                    await leader.StopAsync();
                    await TakesOverAsync(leader, standby);
                    await leader.ContinueAsync();
                    await EndsByItselfAsync(leader);
                    break;
                default:
                    leader.Hub.Part();
                    await TakesOverAsync(leader, standby);
                    await EndsByItselfAsync(leader);
                    break;
            }

            leader = standby;
            _replicas.Add(standby = await Replica.StartAsync(Fleet, _times));
        }

        await EndAsync();
    }

    private void CanRestart() => Skip.If(_fleet is null || (_fleet.HasGivenHub && !GivenServer.CanRestart), GivenServer.CannotRestart);

    private async Task<(Replica Leader, Replica Standby)> TwoAsync()
    {
        Skip.If(_fleet is null, $"no servers are given for it by {GivenServer.Variable}, or by that, {GivenClusters.MembersVariable} and {GivenClusters.SimulateVariable}=1: see docs/how-to/test-against-real-clusters.md");
        _replicas.Add(await Replica.StartAsync(Fleet, _times));
        await WritesAsync(_replicas[0], 10);
        _replicas.Add(await Replica.StartAsync(Fleet, _times));
        _lease = await LeaseAsync();
        return (_replicas[0], _replicas[1]);
    }

    private async Task TakesOverAsync(Replica leader, Replica standby)
    {
        var lost = TimeProvider.System.GetTimestamp();
        await WritesAsync(standby, 10);
        _output.WriteLine($"{TimeProvider.System.GetElapsedTime(lost).TotalSeconds:0.0} s from the loss to the tenth write of the next leader");
        var lease = await LeaseAsync();
        Assert.Equal(standby.Identity, lease.HolderIdentity);
        Assert.NotEqual(leader.Identity, lease.HolderIdentity);
        // Not before the lease had run out, and not long after: a standby looks every 2.2 retry periods at the most. The rest is for a machine with other work.
        var waited = lease.AcquireTime - _lease.RenewTime;
        Assert.InRange(waited!.Value, _times.Lease, _times.Lease + 6 * _times.Retry + TimeSpan.FromSeconds(20));
    }

    private Task WritesAsync(Replica replica, int writes) => Fleet.UntilAsync(
        $"{writes} writes of {replica.Identity}", () => Task.FromResult(_writes.By(replica) >= writes ? null : $"{_writes.By(replica)} so far; it said {replica.LastWords()}"));

    private async Task EndsByItselfAsync(Replica replica)
    {
        await Fleet.UntilAsync($"{replica.Identity} ends", () => Task.FromResult(replica.HasExited ? null : $"it said {replica.LastWords()}"));
        Assert.Equal(1, replica.ExitCode);
    }

    private async Task<V1LeaseSpec> LeaseAsync() => (await Fleet.Hub.Resource<V1Lease>().GetAsync(OperatorProgram.LeaseName, "lepton-system")).Spec;

    private async Task EndAsync()
    {
        await _work.FinishAsync();
        _output.WriteLine($"{_writes.Count} writes to members by {_replicas.Count} processes, overlaps: {_writes.Overlaps().Count}");
        Assert.Empty(_writes.Overlaps());
    }
}

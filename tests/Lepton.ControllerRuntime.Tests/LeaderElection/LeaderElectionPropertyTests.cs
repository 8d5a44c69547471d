using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.LeaderElection;

/// <summary>Several candidates, a server that fails at random and clocks that jump: at no moment do two of them hold leadership, and somebody always gets it again.</summary>
public sealed class LeaderElectionPropertyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [Trait("Rule", "Complaints/leadership-is-regained-and-never-doubled")]
    public async Task Never_two_leaders_and_never_none_for_ever(int seed)
    {
        var random = new Random(seed);
        var time = new FakeTimeProvider();
        var leases = new FakeResource<V1Lease>();
        var candidates = new Dictionary<string, Candidate>();
        var leaders = new HashSet<string>();
        var born = 0;
        for (var step = 0; step < 600; step++)
        {
            while (candidates.Count < 3)
                Add();
            Disturb();
            time.Advance(TimeSpan.FromMilliseconds(random.Next(1500)));
            if (random.Next(3) == 0)
                await Task.Delay(1);
            var leading = candidates.Where(c => c.Value.Elector.IsLeader).Select(c => c.Key).ToList();
            Assert.True(leading.Count <= 1, $"step {step}: {string.Join(" and ", leading)} lead");
            leaders.UnionWith(leading);
        }

        leases.Fault = null;
        await time.AdvanceUntilAsync(() => candidates.Values.Count(c => c.Elector.IsLeader) == 1, TimeSpan.FromSeconds(0.5));
        Assert.NotEmpty(leaders);
        foreach (var candidate in candidates.Values)
            await candidate.DisposeAsync();

        void Add()
        {
            var identity = $"p{++born}";
            candidates.Add(identity, new(new(leases, new() { Namespace = "ns", Name = "op", Identity = identity, Seed = random.Next() }, time)));
        }

        void Disturb()
        {
            // A process that lost its leadership ends; a new one takes its place.
            foreach (var (identity, _) in candidates.Where(c => c.Value.Running.IsCompleted).ToList())
                candidates.Remove(identity);
            switch (random.Next(20))
            {
                case 0:
                    leases.Fault = _ => FakeFault.Fail(FakeErrors.Refused());
                    break;
                case 1:
                    leases.Fault = r => r.Verb == "update" ? FakeFault.Fail(FakeErrors.InternalError()) : null;
                    break;
                case < 8:
                    leases.Fault = null;
                    break;
                case 8:
                    time.JumpWallClock(TimeSpan.FromSeconds(random.Next(-100, 100)));
                    break;
                case 9 when candidates.Count > 0:
                    candidates.Values.First().Cancel();
                    break;
                default:
                    break;
            }
        }
    }
}

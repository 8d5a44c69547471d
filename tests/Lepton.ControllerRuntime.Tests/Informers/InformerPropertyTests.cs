using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Informers;

/// <summary>
/// Random changes and random faults. Afterwards the cache equals the server, every handler has built the same state from its calls alone, and no
/// call contradicted an earlier one.
/// </summary>
public sealed class InformerPropertyTests
{
    private const int Steps = 300;

    public static TheoryData<int, bool> Seeds
    {
        get
        {
            var data = new TheoryData<int, bool>();
            for (var seed = 1; seed <= 8; seed++)
            {
                data.Add(seed, true);
                data.Add(seed, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("Rule", "Complaints/no-watch-dies-silently")]
    [Trait("Rule", "Complaints/deletions-while-disconnected-are-told")]
    public async Task After_any_schedule_of_changes_and_faults_the_cache_equals_the_server(int seed, bool streaming)
    {
        var random = new Random(seed);
        await using var h = new InformerHarness(new() { Reflector = new() { StreamingList = streaming } });
        var handlers = new List<RecordingHandler> { h.Handler };
        var faults = new FaultSchedule(random, h.Server);
        h.Informer.Start();
        for (var step = 0; step < Steps; step++)
        {
            Change(h, random);
            faults.Step();
            h.Time.Advance(TimeSpan.FromSeconds(random.Next(10)));
            if (random.Next(4) == 0)
                await Task.Delay(1);
            if (random.Next(60) != 0)
                continue;
            handlers.Add(new());
            h.Informer.AddHandler(handlers[^1]);
        }

        faults.End();
        var truth = h.Truth();
        await h.Time.AdvanceUntilAsync(() => h.Cache().SequenceEqual(truth), TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => handlers.All(r => r.Describe().SequenceEqual(truth)));

        Assert.All(handlers, r => Assert.Empty(r.Contradictions));
        Assert.True(faults.Count > Steps / 10, $"only {faults.Count} faults were injected");
        Assert.True(h.Server.Requests.Count > Steps / 10, $"only {h.Server.Requests.Count} requests were made");
        await h.Time.AdvanceUntilAsync(() => h.Informer.Health is { IsConnected: true, ConsecutiveFailures: 0 });
    }

    private static void Change(InformerHarness h, Random random)
    {
        var name = $"m{random.Next(12)}";
        switch (random.Next(5))
        {
            case 0:
                h.Server.Remove(name, "ns");
                break;
            case 1:
                // Deleted and made again: another object of the same name.
                h.Server.Remove(name, "ns");
                h.Put(name, $"{random.Next()}");
                break;
            default:
                h.Put(name, $"{random.Next()}");
                break;
        }
    }

    private sealed class FaultSchedule(Random random, FakeResource<V1ConfigMap> server)
    {
        private readonly Random _picks = new(random.Next());

        internal int Count { get; private set; }

        internal void Step()
        {
            switch (random.Next(14))
            {
                case 0:
                    server.CloseWatches();
                    break;
                case 1:
                    server.BreakWatches(FakeErrors.Reset());
                    break;
                case 2:
                    server.Compact();
                    server.BreakWatches(FakeErrors.Expired("1"));
                    break;
                case 3:
                    server.Compact();
                    server.CloseWatches();
                    break;
                case 4:
                    server.SendBookmarks();
                    return;
                case 5:
                    server.BreakWatches(FakeErrors.InternalError());
                    break;
                case 6:
                    // As etcdutl restores with --bump-revision --mark-compacted, so that no version is used twice.
                    server.RestoreFromBackup(server.Version + 1000);
                    break;
                case 7:
                    server.Fault = _ => Pick();
                    server.CloseWatches();
                    break;
                case 8 or 9:
                    server.Fault = null;
                    return;
                default:
                    return;
            }

            Count++;
        }

        internal void End() => server.Fault = null;

        private FakeFault? Pick()
        {
            Exception?[] errors =
            [
                FakeErrors.Refused(), FakeErrors.TooManyRequests(), FakeErrors.Unauthorized(), FakeErrors.InternalError(), FakeErrors.Reset(),
                FakeErrors.Expired("1"), FakeErrors.TooLarge("1"), FakeErrors.StreamingUnsupported(), new System.Text.Json.JsonException("truncated"), null,
            ];
            lock (_picks)
            {
                var error = errors[_picks.Next(errors.Length)];
                return error is null ? FakeFault.Close : _picks.Next(2) == 0 ? FakeFault.Fail(error) : FakeFault.FailAfterHeaders(error);
            }
        }
    }
}

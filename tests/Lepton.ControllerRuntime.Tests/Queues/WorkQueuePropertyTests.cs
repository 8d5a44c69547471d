using System.Collections.Concurrent;
using Lepton.ControllerRuntime.Queues;

namespace Lepton.ControllerRuntime.Tests.Queues;

/// <summary>Many threads on one queue: a key never runs twice at once, and no add is lost.</summary>
public sealed class WorkQueuePropertyTests
{
    private const int Keys = 8;
    private readonly long[] _wanted = new long[Keys];
    private readonly long[] _seen = new long[Keys];
    private readonly int[] _running = new int[Keys];
    private readonly ConcurrentQueue<string> _violations = new();

    [Theory]
    [InlineData(1, 2, 2)]
    [InlineData(2, 1, 8)]
    [InlineData(3, 8, 1)]
    [InlineData(4, 4, 4)]
    [Trait("Rule", "WorkQueue/a-key-never-runs-twice-at-once")]
    [Trait("Rule", "Complaints/one-object-is-never-reconciled-twice-at-once")]
    public async Task A_key_never_runs_twice_at_once_and_nothing_is_lost(int seed, int adders, int workers)
    {
        using var queue = new WorkQueue<int>(nameof(WorkQueuePropertyTests));
        var work = Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(queue))).ToList();
        var adds = Enumerable.Range(0, adders).Select(i => Task.Run(() => AddAsync(queue, new Random(seed * 100 + i)))).ToList();

        await Eventually.EndAsync(Task.WhenAll(adds));
        // Level-based: after the last add of a key, some run of it must have seen that add.
        await Eventually.TrueAsync(() => Enumerable.Range(0, Keys).All(k => Interlocked.Read(ref _seen[k]) == Interlocked.Read(ref _wanted[k])));
        await Eventually.EndAsync(queue.ShutDownWithDrainAsync());
        await Eventually.EndAsync(Task.WhenAll(work));

        Assert.Empty(_violations);
        Assert.All(_wanted, w => Assert.True(w > 0));
    }

    private async Task AddAsync(WorkQueue<int> queue, Random random)
    {
        for (var i = 0; i < 1000; i++)
        {
            var key = random.Next(Keys);
            Interlocked.Increment(ref _wanted[key]);
            switch (random.Next(4))
            {
                case 0:
                    queue.AddAfter(key, TimeSpan.FromMilliseconds(random.Next(3)));
                    break;
                case 1:
                    queue.Forget(key);
                    queue.AddRateLimited(key);
                    break;
                default:
                    queue.Add(key);
                    break;
            }

            if (random.Next(50) == 0)
                await Task.Yield();
        }
    }

    private async Task WorkAsync(WorkQueue<int> queue)
    {
        while (true)
        {
            using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(1));
            Dequeued<int> next;
            try
            {
                next = await queue.GetAsync(impatient.Token);
            }
            catch (OperationCanceledException)
            {
                continue;
            }

            if (next.IsShutDown)
                return;
            if (Interlocked.Increment(ref _running[next.Key]) != 1)
                _violations.Enqueue($"key {next.Key} ran twice at once");
            Interlocked.Exchange(ref _seen[next.Key], Interlocked.Read(ref _wanted[next.Key]));
            await Task.Yield();
            Interlocked.Decrement(ref _running[next.Key]);
            queue.Done(next.Key);
        }
    }
}

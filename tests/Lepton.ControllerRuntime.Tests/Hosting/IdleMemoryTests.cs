using Lepton.ControllerRuntime.Hosting;

namespace Lepton.ControllerRuntime.Tests.Hosting;

public sealed class IdleMemoryTests
{
    private readonly IdleMemory _memory;
    private long _allocated = 10 << 20;
    private int _collections;

    public IdleMemoryTests()
    {
        _memory = new IdleMemory(() => _allocated, () => _collections++);
        _memory.Look();
    }

    [Fact]
    public void Once_a_burst_is_over_it_collects_once()
    {
        Allocate(IdleMemory.Burst);
        Allocate(IdleMemory.Burst);
        Assert.Equal(0, _collections);
        Allocate(1 << 20);
        Assert.Equal(1, _collections);
        for (var i = 0; i < 5; i++)
            Allocate(1 << 20);
        Assert.Equal(1, _collections);
    }

    [Fact]
    public void Each_burst_has_its_collection()
    {
        for (var burst = 1; burst <= 3; burst++)
        {
            Allocate(2 * IdleMemory.Burst);
            Allocate(0);
            Assert.Equal(burst, _collections);
        }
    }

    [Fact]
    public void What_is_always_busy_collects_by_itself()
    {
        for (var i = 0; i < 20; i++)
            Allocate(IdleMemory.Quiet);
        Assert.Equal(0, _collections);
    }

    [Fact]
    public void A_little_for_very_long_is_a_burst_too_but_a_rare_one()
    {
        var collected = new List<int>();
        for (var i = 0; i < 200; i++)
        {
            Allocate(1 << 20);
            if (_collections > collected.Count)
                collected.Add(i);
        }

        Assert.InRange(collected.Count, 2, 4);
        Assert.All(collected.Zip(collected.Skip(1)), pair => Assert.True(pair.Second - pair.First >= IdleMemory.Burst >> 20));
    }

    [Fact]
    public async Task By_itself_it_looks_at_this_process_and_gives_back_what_is_free()
    {
        var time = new FakeTimeProvider();
        using var stop = new CancellationTokenSource();
        var before = GC.CollectionCount(GC.MaxGeneration);
        var running = new IdleMemory(time: time).RunAsync(stop.Token);
        for (var i = 0; i < 70; i++)
            GC.KeepAlive(new byte[1 << 20]);
        await time.AdvanceUntilAsync(() => GC.CollectionCount(GC.MaxGeneration) > before, IdleMemory.Interval);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    /// <summary>One interval in which so many bytes are allocated, and the look at its end.</summary>
    private void Allocate(long bytes)
    {
        _allocated += bytes;
        _memory.Look();
    }
}

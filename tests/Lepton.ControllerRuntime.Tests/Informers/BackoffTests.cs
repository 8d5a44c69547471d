using Lepton.ControllerRuntime.Informers;

namespace Lepton.ControllerRuntime.Tests.Informers;

public sealed class BackoffTests
{
    private static readonly double[] Base = [0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30, 30, 30];
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("Rule", "Informer/backoff-0.8-s-doubling-to-30-s")]
    [Trait("Rule", "Informer/backoff-jitter-1")]
    public void Delays_are_0_8_s_doubling_to_30_s_with_a_jitter_of_one(int seed)
    {
        var backoff = new ReconnectBackoff(new(), _time, new Random(seed));
        foreach (var seconds in Base)
            Assert.InRange(backoff.Next().TotalSeconds, seconds, seconds * 2);
    }

    [Fact]
    [Trait("Rule", "Informer/backoff-jitter-1")]
    public void The_jitter_really_differs()
    {
        var factors = Enumerable.Range(0, 200).Select(seed => new ReconnectBackoff(new(), _time, new Random(seed)).Next().TotalSeconds / 0.8).ToList();

        Assert.True(factors.Min() < 1.1);
        Assert.True(factors.Max() > 1.9);
    }

    [Theory]
    [InlineData(119, 3.2)]
    [InlineData(121, 0.8)]
    [Trait("Rule", "Informer/backoff-reset-after-2-healthy-minutes")]
    public void It_starts_over_after_two_healthy_minutes(int healthySeconds, double expected)
    {
        var backoff = new ReconnectBackoff(new(), _time, new Random(1));
        backoff.Next();
        backoff.Next();
        _time.Advance(TimeSpan.FromSeconds(healthySeconds));

        Assert.InRange(backoff.Next().TotalSeconds, expected, expected * 2);
    }
}

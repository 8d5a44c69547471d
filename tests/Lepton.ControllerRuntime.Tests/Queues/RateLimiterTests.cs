using Lepton.ControllerRuntime.Queues;

namespace Lepton.ControllerRuntime.Tests.Queues;

public sealed class RateLimiterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    [Trait("Rule", "WorkQueue/per-item-5-ms-doubling-to-1000-s")]
    public void Per_item_delay_is_5_ms_doubling_to_1000_s()
    {
        var limiter = new ExponentialRateLimiter<string>();
        var delays = Enumerable.Range(0, 60).Select(_ => limiter.When("a")).ToList();

        Assert.Equal(TimeSpan.FromMilliseconds(5), delays[0]);
        for (var i = 1; i < 18; i++)
            Assert.Equal(delays[i - 1] * 2, delays[i]);
        Assert.Equal(TimeSpan.FromMilliseconds(5 * 131072), delays[17]);
        Assert.All(delays.Skip(18), d => Assert.Equal(TimeSpan.FromSeconds(1000), d));
        Assert.Equal(60, limiter.NumRequeues("a"));
    }

    [Fact]
    public void Items_are_delayed_apart()
    {
        var limiter = new ExponentialRateLimiter<string>();
        limiter.When("a");
        limiter.When("a");

        Assert.Equal(TimeSpan.FromMilliseconds(5), limiter.When("b"));
        limiter.Forget("a");
        Assert.Equal((0, 1), (limiter.NumRequeues("a"), limiter.NumRequeues("b")));
        Assert.Equal(TimeSpan.FromMilliseconds(5), limiter.When("a"));
    }

    [Fact]
    public void Ten_thousand_failures_stay_at_the_cap()
    {
        var limiter = new ExponentialRateLimiter<string>();
        var last = TimeSpan.Zero;
        for (var i = 0; i < 10_000; i++)
            last = limiter.When("a");

        Assert.Equal(TimeSpan.FromSeconds(1000), last);
    }

    [Fact]
    [Trait("Rule", "WorkQueue/global-10-per-second-burst-100")]
    public void The_global_bucket_lets_100_through_and_then_10_a_second()
    {
        var limiter = new TokenBucketRateLimiter<string>(_time);
        for (var i = 0; i < 100; i++)
            Assert.Equal(TimeSpan.Zero, limiter.When("a"));

        Assert.Equal(TimeSpan.FromSeconds(0.1), limiter.When("b"));
        Assert.Equal(TimeSpan.FromSeconds(0.2), limiter.When("c"));
        _time.Advance(TimeSpan.FromSeconds(1.2));
        for (var i = 0; i < 10; i++)
            Assert.Equal(TimeSpan.Zero, limiter.When("a"));
        Assert.Equal(TimeSpan.FromSeconds(0.1), limiter.When("a"));
    }

    [Fact]
    public void The_bucket_never_holds_more_than_its_burst()
    {
        var limiter = new TokenBucketRateLimiter<string>(_time, perSecond: 1, burst: 2);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(
            [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(1)],
            [limiter.When("a"), limiter.When("a"), limiter.When("a")]);
    }

    [Fact]
    public void The_longest_of_several_counts_and_each_keeps_its_count()
    {
        var item = new ExponentialRateLimiter<string>(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(100));
        var both = new MaxOfRateLimiter<string>(item, new TokenBucketRateLimiter<string>(_time, perSecond: 0.1, burst: 1));

        Assert.Equal(TimeSpan.FromSeconds(1), both.When("a"));
        Assert.Equal(TimeSpan.FromSeconds(10), both.When("a"));
        Assert.Equal((2, 2), (both.NumRequeues("a"), item.NumRequeues("a")));
        both.Forget("a");
        Assert.Equal(0, item.NumRequeues("a"));
    }

    [Fact]
    public void Limits_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialRateLimiter<string>(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialRateLimiter<string>(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenBucketRateLimiter<string>(_time, perSecond: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenBucketRateLimiter<string>(_time, burst: 0));
    }
}

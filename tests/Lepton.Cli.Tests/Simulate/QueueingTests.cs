using Lepton.Cli.Simulate.Running;

namespace Lepton.Cli.Tests.Simulate;

public sealed class QueueingTests
{
    /// <summary>Values of Erlang's C from the textbook sum, worked out apart from the recursion under test.</summary>
    [Theory]
    [InlineData(1, 0.5, 0.5)]
    [InlineData(1, 0.9, 0.9)]
    [InlineData(2, 1, 1.0 / 3)]
    [InlineData(3, 2, 4.0 / 9)]
    [InlineData(5, 4, 0.554113)]
    [InlineData(10, 8, 0.409180)]
    public void Erlangs_formula(int servers, double offered, double expected) => Assert.Equal(expected, Queueing.Waits(servers, offered), 5);

    [Fact]
    public void The_recursion_agrees_with_the_sum_over_states()
    {
        for (var servers = 1; servers <= 30; servers++)
        {
            for (var offered = 0.1; offered < servers; offered += 0.37)
            {
                double term = 1, sum = 0;
                for (var n = 0; n < servers; n++)
                {
                    sum += term;
                    term *= offered / (n + 1);
                }

                var last = term * servers / (servers - offered);
                Assert.Equal(last / (sum + last), Queueing.Waits(servers, offered), 9);
            }
        }
    }

    [Theory]
    [InlineData(1, 5, 10, 0.1)] // M/M/1: rho / (mu - lambda) = 0.5 / 5
    [InlineData(2, 10, 10, 1.0 / 30)] // C = 1/3, spare 10
    public void Mean_wait(int servers, double arrivals, double rate, double expected) => Assert.Equal(expected, Queueing.MeanWait(servers, arrivals, rate), 9);

    [Fact]
    public void Nothing_waits_without_arrivals_and_all_wait_when_too_many_come()
    {
        Assert.Equal(0, Queueing.WaitsLonger(0, 0, 0, 1));
        Assert.Equal(1, Queueing.WaitsLonger(0, 1, 0, 1));
        Assert.Equal(1, Queueing.WaitsLonger(3, 30, 10, 100));
        Assert.Equal(double.PositiveInfinity, Queueing.MeanWait(3, 31, 10));
    }

    [Fact]
    public void More_replicas_or_more_patience_never_make_more_requests_late()
    {
        for (var servers = 1; servers < 20; servers++)
        {
            Assert.True(Queueing.WaitsLonger(servers + 1, 9, 10, 0.05) <= Queueing.WaitsLonger(servers, 9, 10, 0.05));
            Assert.True(Queueing.WaitsLonger(servers, 9, 10, 0.1) <= Queueing.WaitsLonger(servers, 9, 10, 0.05));
        }
    }
}

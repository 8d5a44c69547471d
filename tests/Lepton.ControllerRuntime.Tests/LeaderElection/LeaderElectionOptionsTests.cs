using Lepton.ControllerRuntime.LeaderElection;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.LeaderElection;

public sealed class LeaderElectionOptionsTests
{
    private static readonly LeaderElectionOptions Defaults = new() { Namespace = "ns", Name = "op", Identity = "me" };

    [Fact]
    [Trait("Rule", "LeaderElection/15-10-2-s")]
    public void The_times_are_15_10_and_2_seconds() =>
        Assert.Equal((15d, 10d, 2d), (Defaults.LeaseDuration.TotalSeconds, Defaults.RenewDeadline.TotalSeconds, Defaults.RetryPeriod.TotalSeconds));

    [Theory]
    [InlineData(15, 15, 2, "leaseDuration")]
    [InlineData(15.5, 10, 2, "leaseDuration")]
    [InlineData(15, 2.4, 2, "renewDeadline")]
    [InlineData(15, 10, 0, "retryPeriod")]
    [Trait("Rule", "LeaderElection/lease-longer-than-renew-longer-than-1.2-retries")]
    public void Times_that_would_allow_two_leaders_are_refused_by_name(double lease, double renew, double retry, string field)
    {
        var options = Defaults with { LeaseDuration = TimeSpan.FromSeconds(lease), RenewDeadline = TimeSpan.FromSeconds(renew), RetryPeriod = TimeSpan.FromSeconds(retry) };

        var error = Assert.Throws<ArgumentException>(() => new LeaderElector(new FakeResource<V1Lease>(), options));
        Assert.Contains(field, error.Message, StringComparison.Ordinal);
        Assert.Contains("ns/op", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_identity_is_needed() =>
        Assert.Throws<ArgumentException>(() => new LeaderElector(new FakeResource<V1Lease>(), Defaults with { Identity = "" }));
}

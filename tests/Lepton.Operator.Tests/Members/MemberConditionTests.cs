using Lepton.ControllerRuntime.Connectivity;
using Lepton.Operator.Members;
using Lepton.Operator.State;
using Lepton.Testing.Fakes;

namespace Lepton.Operator.Tests.Members;

public sealed class MemberConditionTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly MemberCondition _member = new(new Uri("https://c.example:6443"), Start);

    [Fact]
    public void Nothing_is_known_until_the_server_answers_and_everything_was_read()
    {
        Assert.False(_member.Judge(new ApiServerHealth(), follows: true, At(1)));
        Assert.False(_member.Judge(Good, follows: false, At(2)));
        Assert.Equal((MemberHealth.Unknown, Start), (_member.Health, _member.Since));
        Assert.True(_member.Judge(Good, follows: true, At(3)));
        Assert.Equal((MemberHealth.Healthy, At(3), null), (_member.Health, _member.Since, _member.Failure));
        Assert.True(_member.IsFirst);
        _member.Judge(Bad(2, FakeErrors.Refused()), true, At(4));
        Assert.True(_member.Judge(Good, true, At(5)));
        Assert.False(_member.IsFirst);
    }

    [Fact]
    public void One_failure_changes_nothing_but_is_told()
    {
        _member.Judge(Good, true, At(1));
        Assert.False(_member.Judge(Bad(1, FakeErrors.Refused(), reachable: true), true, At(2)));
        Assert.Equal((MemberHealth.Healthy, "ConnectionFailed"), (_member.Health, _member.Failure!.Reason));
        Assert.False(_member.Judge(Good, true, At(3)));
        Assert.Null(_member.Failure);
    }

    [Fact]
    public void An_unreachable_member_has_been_so_since_the_first_check_that_failed()
    {
        _member.Judge(Good, true, At(1));
        _member.Judge(Bad(1, FakeErrors.Refused(), reachable: true), true, At(10));
        _member.Judge(Bad(1, FakeErrors.Refused(), reachable: true), false, At(11));
        Assert.True(_member.Judge(Bad(2, FakeErrors.Refused()), false, At(12)));
        Assert.Equal((MemberHealth.Unreachable, At(10)), (_member.Health, _member.Since));
        Assert.False(_member.Judge(Bad(3, FakeErrors.Refused()), false, At(13)));
        Assert.Equal(At(10), _member.Since);
    }

    [Fact]
    public void A_failure_long_ago_does_not_count_for_a_later_loss()
    {
        _member.Judge(Good, true, At(1));
        _member.Judge(Bad(1, FakeErrors.Refused(), reachable: true), true, At(10));
        _member.Judge(Good, true, At(11));
        _member.Judge(Bad(1, FakeErrors.Refused(), reachable: true), true, At(100));
        _member.Judge(Bad(2, FakeErrors.Refused()), false, At(101));
        Assert.Equal(At(100), _member.Since);
    }

    [Fact]
    public void A_member_that_refuses_us_is_misconfigured_and_may_become_unreachable_later()
    {
        _member.Judge(Good, true, At(1));
        Assert.True(_member.Judge(Bad(2, FakeErrors.Forbidden()), true, At(2)));
        Assert.Equal((MemberHealth.Misconfigured, At(2)), (_member.Health, _member.Since));
        Assert.True(_member.Judge(Bad(3, FakeErrors.Refused()), false, At(3)));
        Assert.Equal(MemberHealth.Unreachable, _member.Health);
    }

    [Fact]
    public void A_member_is_back_when_it_answers_and_its_caches_follow()
    {
        _member.Judge(Bad(2, FakeErrors.Refused()), false, At(1));
        Assert.False(_member.Judge(Good, follows: false, At(2)));
        Assert.Equal(MemberHealth.Unreachable, _member.Health);
        Assert.True(_member.Judge(Good, follows: true, At(3)));
        Assert.Equal((MemberHealth.Healthy, At(3)), (_member.Health, _member.Since));
    }

    private static ApiServerHealth Good { get; } = new() { IsReachable = true };

    private static ApiServerHealth Bad(int failures, Exception error, bool reachable = false) => new() { IsReachable = reachable, ConsecutiveFailures = failures, LastError = error };

    private static DateTimeOffset At(int seconds) => Start.AddSeconds(seconds);
}

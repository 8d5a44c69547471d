using Lepton.Operator.Dashboard;
using Lepton.Operator.Dashboard.Access;
using Lepton.Testing.Time;

namespace Lepton.Operator.Tests.Dashboard;

public sealed class SessionsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_session_ends_with_its_time_or_when_it_is_closed()
    {
        var sessions = new Sessions(TimeSpan.FromHours(1), _time);
        var (first, second) = (sessions.Open("a"), sessions.Open("b"));
        Assert.NotEqual(first, second);
        Assert.Equal(("a", "b", null), (sessions.TokenOf(first), sessions.TokenOf(second), sessions.TokenOf("a")));
        sessions.Close(first);
        Assert.Null(sessions.TokenOf(first));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Null(sessions.TokenOf(second));
    }

    [Fact]
    public void They_do_not_grow_without_end()
    {
        var sessions = new Sessions(TimeSpan.FromHours(1), _time);
        for (var i = 0; i < 2000; i++)
            sessions.Open("t");
        Assert.Equal(1024, sessions.Count);
        _time.Advance(TimeSpan.FromHours(2));
        sessions.Open("t");
        Assert.Equal(1, sessions.Count);
    }

    [Fact]
    public void The_history_keeps_a_day_of_minutes()
    {
        var history = new CostHistory();
        for (var i = 0; i < CostHistory.Most + 5; i++)
            history.Add(CostSample.Of(HostileFleet.Now.AddMinutes(i), [HostileFleet.Provider()]));
        Assert.Equal((CostHistory.Most, HostileFleet.Now.AddMinutes(5)), (history.Samples.Count, history.Samples[0].Time));
        Assert.Equal((50.0, 5, 1, 2), (history.Samples[0].Hourly["aws"], history.Samples[0].Models, history.Samples[0].Others, history.Samples[0].Free));
    }

    [Theory]
    [InlineData("0", "Kubernetes", null)]
    [InlineData("127.0.0.1:8082", "Open", null)]
    [InlineData("[::1]:8082", "Kubernetes", null)]
    [InlineData(":8082", "Open", "shows the fleet to everybody who reaches it; expected an address of this machine alone")]
    [InlineData("10.0.0.1:8082", "Kubernetes", "tokens would be sent by plain HTTP over the network")]
    public void It_listens_only_where_that_is_safe(string address, string access, string? refused)
    {
        var options = new DashboardOptions { BindAddress = address, Access = Enum.Parse<DashboardAccess>(access) };
        if (refused is null)
            Assert.Equal(address, options.Bind.ToString());
        else
            Assert.Contains(refused, Assert.Throws<FormatException>(() => options.Bind).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void By_TLS_it_listens_everywhere_but_never_open()
    {
        Assert.Equal(":8443", new DashboardOptions { BindAddress = ":8443", Tls = true }.Bind.ToString());
        Assert.Throws<FormatException>(() => new DashboardOptions { BindAddress = ":8443", Tls = true, Access = DashboardAccess.Open }.Bind);
    }

    [Theory]
    [InlineData("/models?namespace=a", "/models?namespace=a")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/a\r\nSet-Cookie: b", "/")]
    [InlineData(null, "/")]
    public void After_the_login_nobody_is_sent_elsewhere(string? asked, string expected) => Assert.Equal(expected, PageRequest.LocalPath(asked));
}

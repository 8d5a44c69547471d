using Lepton.ControllerRuntime.Serving;
using Lepton.Operator.Dashboard;
using Lepton.Operator.Dashboard.Access;
using Lepton.Operator.Webhooks;
using Lepton.Testing.Time;
using Microsoft.AspNetCore.Http;

namespace Lepton.Operator.Tests.Dashboard;

public sealed class SessionsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_session_ends_with_its_time_or_when_it_is_closed()
    {
        var sessions = new Sessions(new SessionKeys(), TimeSpan.FromHours(1), _time);
        var (first, second) = (sessions.Open("a"), sessions.Open("b"));
        Assert.NotEqual(first, sessions.Open("a"));
        Assert.Equal(("a", "b"), (sessions.TokenOf(first), sessions.TokenOf(second)));
        sessions.Close(first);
        Assert.Null(sessions.TokenOf(first));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Null(sessions.TokenOf(second));
    }

    [Fact]
    public void What_no_replica_sealed_is_no_session()
    {
        var sessions = new Sessions(new SessionKeys(), TimeSpan.FromHours(1), _time);
        var session = sessions.Open("token");
        foreach (var wrong in new[] { "", "token", "ä", "====", new string('A', 46), session[..^4], session + "AAAA" })
            Assert.Null(sessions.TokenOf(wrong));
        for (var i = 0; i < session.Length - 1; i += 7)
            Assert.Null(sessions.TokenOf(session[..i] + (session[i] == 'A' ? 'B' : 'A') + session[(i + 1)..]));
        Assert.Null(new Sessions(new SessionKeys(), TimeSpan.FromHours(1), _time).TokenOf(session));
    }

    [Fact]
    public void Replicas_that_serve_by_one_certificate_know_each_other_s_sessions_through_its_renewal()
    {
        var (before, after) = (WebhookCertificates.Create(["localhost"], _time.GetUtcNow()), WebhookCertificates.Create(["localhost"], _time.GetUtcNow()));
        using var first = ServingCertificate.FromPem(before.Certificate, before.Key);
        using var second = ServingCertificate.FromPem(before.Certificate, before.Key);
        var (a, b) = (Replica(first), Replica(second));
        var old = a.Open("token");
        Assert.Equal("token", b.TokenOf(old));
        // One replica has read the new certificate, the other not yet.
        first.Replace(after.Certificate, after.Key);
        Assert.Equal(("token", "token"), (a.TokenOf(old), b.TokenOf(old)));
        second.Replace(after.Certificate, after.Key);
        Assert.Equal(("token", "token"), (b.TokenOf(old), b.TokenOf(a.Open("token"))));
        // Two renewals later nothing is left of the first key.
        var last = WebhookCertificates.Create(["localhost"], _time.GetUtcNow());
        second.Replace(last.Certificate, last.Key);
        Assert.Null(b.TokenOf(old));
    }

    /// <summary>Browsers keep no cookie beyond 4 KiB.</summary>
    [Fact]
    public void What_is_too_long_for_one_cookie_is_spread_over_several()
    {
        var value = new string('x', 9000);
        var login = new DefaultHttpContext { Request = { Scheme = "https" } };
        Visitor.SetSession(login, value);
        var cookies = login.Response.Headers.SetCookie.Select(c => c!).ToList();
        Assert.All(cookies, c => Assert.True(c.Length <= 4096 && c.StartsWith("__Host-lepton-session", StringComparison.Ordinal), c[..40]));
        Assert.True(cookies.Count > 2);
        var next = new DefaultHttpContext { Request = { Scheme = "https" } };
        next.Request.Headers.Cookie = string.Join("; ", cookies.Select(c => c.Split(';')[0]));
        Assert.Equal(value, Visitor.SessionOf(next.Request));
    }

    private Sessions Replica(ServingCertificate certificate)
    {
        var keys = new SessionKeys();
        keys.Share(certificate);
        return new Sessions(keys, TimeSpan.FromHours(1), _time);
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

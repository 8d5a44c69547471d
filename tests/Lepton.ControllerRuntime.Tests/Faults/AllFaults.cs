using Lepton.Sandbox.Hosting;
using Lepton.Testing.Tls;

namespace Lepton.ControllerRuntime.Tests.Faults;

/// <summary>Every fault the client and the informers are held against, over real sockets.</summary>
internal static class AllFaults
{
    internal static IReadOnlyList<Fault> List { get; } =
    [
        Fault.Of("reset in the middle of a body", w => w.Line.ResetAll()),
        Fault.Of("connection closed in the middle of a body", w => w.Line.CloseAll()),
        Fault.Of("truncated chunk", w =>
        {
            w.Line.TruncateNext();
            // Something that is sent, to be cut.
            w.Maps.Put("cut", $"{w.Time.GetTimestamp()}");
        }),
        Fault.Of("half-open connection", w => w.Line.HalfOpenAll()),
        Fault.Of("stalled stream", w => w.Line.Stall(), w => w.Line.Resume()) with { LosesConnections = false },
        Fault.Of("slow bytes", w => w.Line.Slow = true, w => w.Line.Slow = false) with { LosesConnections = false },
        new("GOAWAY", w => w.Line.GoAwayAsync(close: false)) { LosesConnections = false },
        new("GOAWAY and the end", w => w.Line.GoAwayAsync(close: true)),
        Fault.Of("refused, then back", w =>
        {
            w.Line.Refuse();
            w.Line.ResetAll();
        }, w => w.Line.Accept()),
        new("server restarted", w => w.Cluster.StopAsync(), w => w.Cluster.StartAsync()) { EndsServer = true },
        Shown("certificate for another name", w => w.Cluster.ProxyAuthority.Server("other.example")),
        Shown("certificate of another authority", _ =>
        {
            using var other = new TestAuthority("other");
            return other.Server("127.0.0.1");
        }),
        Shown("expired certificate", w => w.Cluster.ProxyAuthority.Server(TimeSpan.FromDays(-2), TimeSpan.FromDays(-1), "127.0.0.1")),
        Fault.Of("rotated certificate", w =>
        {
            w.Line.Certificate = w.Cluster.ProxyAuthority.Server("127.0.0.1");
            w.Line.CloseAll();
        }),
        new("410 in a watch", w =>
        {
            w.Line.Refuse();
            w.Line.ResetAll();
            return Task.CompletedTask;
        }, async w =>
        {
            await w.Cluster.ForgetAsync();
            w.Line.Accept();
        }) { EndsServer = true },
        Answered("410 in a list", new() { Status = 410 }),
        Answered("429 with Retry-After", new() { Status = 429, RetryAfterSeconds = 1 }),
        Answered("429 without Retry-After", new() { Status = 429 }),
        Answered("500 burst", new() { Status = 500 }),
        Answered("503 burst with Retry-After", new() { Status = 503, RetryAfterSeconds = 1 }),
        Answered("connections cut instead of answers", new() { Cut = true }),
        Fault.Of("clock jumps an hour ahead", w => w.Time.JumpWallClock(TimeSpan.FromHours(1))) with { LosesConnections = false },
        Fault.Of("clock jumps a day back", w => w.Time.JumpWallClock(TimeSpan.FromDays(-1))) with { LosesConnections = false },
    ];

    internal static Fault Named(string name) => List.First(f => f.Name == name);

    /// <summary>The proxy shows another certificate, then the right one again.</summary>
    private static Fault Shown(string name, Func<FaultyWorld, IssuedCertificate> certificate) => Fault.Of(name, w =>
    {
        w.Line.Certificate = certificate(w);
        w.Line.ResetAll();
    }, w => w.Line.Certificate = w.Cluster.ProxyAuthority.Server("127.0.0.1"));

    /// <summary>The server answers every request so.</summary>
    private static Fault Answered(string name, ApiFault fault) => new(name, w =>
    {
        w.Injected.Add(w.Cluster.Answer(w.Line, fault));
        w.Line.ResetAll();
        return Task.CompletedTask;
    }, async w =>
    {
        foreach (var injected in w.Injected)
            await injected.DisposeAsync();
        w.Injected.Clear();
    });
}

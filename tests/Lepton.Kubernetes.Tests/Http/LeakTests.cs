using System.Runtime.CompilerServices;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Http;
using Lepton.Testing.Time;
using Microsoft.AspNetCore.Http;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>Token sources, timers, responses and connections end with the request that needed them, however it ended.</summary>
[Trait("Rule", "Complaints/nothing-leaks")]
public class LeakTests
{
    private const int Times = 20;

    [Fact]
    public async Task AnswersAndErrorsGiveTheirConnectionBack()
    {
        await using var server = await ScriptedServer.StartAsync(AnswerAsync);
        using var client = server.Client();
        for (var i = 0; i < Times; i++)
        {
            await client.Resource<V1ConfigMap>().GetAsync("a", "default");
            Assert.Null(await client.Resource<V1ConfigMap>().TryGetAsync("missing", "default"));
            await Assert.ThrowsAsync<KubernetesApiException>(() => client.Resource<V1ConfigMap>().GetAsync("broken", "default"));
            await client.Resource<V1ConfigMap>().DeleteAsync("a", "default");
            await foreach (var _ in client.Resource<V1ConfigMap>().WatchAsync("default"))
            {
                // Read to its end.
            }
        }

        // A connection is given back a moment after its answer was left, and meanwhile another may be opened; one that is kept for each answer or error would be many more.
        Assert.InRange(server.Requests.Select(r => r.ConnectionId).Distinct().Count(), 1, Times / 4);
    }

    [Fact]
    public async Task NoTimerIsLeftBehind()
    {
        var time = new FakeTimeProvider();
        await using var server = await ScriptedServer.StartAsync(AnswerAsync);
        using var client = server.Client(new KubernetesClientOptions { Time = time });
        for (var i = 0; i < Times; i++)
        {
            await client.Resource<V1ConfigMap>().GetAsync("a", "default");
            await Assert.ThrowsAsync<KubernetesApiException>(() => client.Resource<V1ConfigMap>().GetAsync("broken", "default"));
            await foreach (var _ in client.Resource<V1ConfigMap>().WatchAsync("default", new WatchOptions { Timeout = TimeSpan.FromMinutes(5) }))
                break;
        }

        Assert.Equal(0, time.ActiveTimers);
    }

    [Fact]
    public async Task ATokenThatLivesOnHoldsNothingOfTheRequestsItWasGivenTo()
    {
        using var forever = new CancellationTokenSource();
        await using var server = await ScriptedServer.StartAsync(AnswerAsync);
        using var client = server.Client();
        var held = new List<WeakReference>();
        for (var i = 0; i < Times; i++)
            held.Add(await WatchAsync(client, forever.Token));

        // The last ones may still be in use by the handler's own clean-up.
        await Eventually.TrueAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return held.Count(h => h.IsAlive) <= 1;
        });
        Assert.False(forever.IsCancellationRequested);
    }

    [Fact]
    public async Task ATokenThatLivesOnIsTiedToNoRequestThatEnded()
    {
        using var forever = new CancellationTokenSource();
        await using var server = await ScriptedServer.StartAsync(AnswerAsync);
        using var client = server.Client();
        var most = 0;
        for (var i = 0; i < Times; i++)
        {
            await client.Resource<V1ConfigMap>().GetAsync("a", "default", forever.Token);
            await Assert.ThrowsAsync<KubernetesApiException>(() => client.Resource<V1ConfigMap>().GetAsync("broken", "default", forever.Token));
            await foreach (var _ in client.Resource<V1ConfigMap>().WatchAsync("default", new WatchOptions { Timeout = TimeSpan.FromMinutes(5) }, forever.Token))
            {
                most = Math.Max(most, Registrations.Of(forever));
                break;
            }
        }

        Assert.True(most > 0, "an open watch is tied to its token");
        await Eventually.TrueAsync(() => Registrations.Of(forever) == 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> WatchAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        var marker = new Marker();
        await foreach (var _ in client.Resource<V1ConfigMap>().WatchAsync("default", new WatchOptions { Opened = marker.Open, Timeout = TimeSpan.FromMinutes(5) }, cancellationToken))
            break;
        Assert.True(marker.Opened);
        return new WeakReference(marker);
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Query.ContainsKey("watch"))
        {
            await context.BeginWatchAsync();
            await context.EventAsync("ADDED", Servers.ConfigMap("a"));
            return;
        }

        await (context.Request.Path.Value!.Split('/')[^1] switch
        {
            "missing" => context.StatusAsync(404, "NotFound"),
            "broken" => context.TextAsync(new string('x', 50_000), 500),
            _ => context.JsonAsync(Servers.ConfigMap("a")),
        });
    }

    private sealed class Marker
    {
        internal bool Opened { get; private set; }

        internal void Open() => Opened = true;
    }
}

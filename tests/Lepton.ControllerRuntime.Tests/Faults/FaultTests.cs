using System.Net.Security;
using Lepton.ControllerRuntime.Tests.Clusters;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Clusters;

namespace Lepton.ControllerRuntime.Tests.Faults;

/// <summary>Each fault alone: during it things change, after it the cache and every handler know everything.</summary>
[Collection(EndingServers.Name)]
public sealed class FaultTests
{
    public static TheoryData<string, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var fault in AllFaults.List)
            {
                // GOAWAY is HTTP/2's; chunks are HTTP/1.1's.
                if (fault.Name != "truncated chunk")
                    data.Add(fault.Name, true);
                if (!fault.Name.StartsWith("GOAWAY", StringComparison.Ordinal))
                    data.Add(fault.Name, false);
            }

            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    [Trait("Rule", "Complaints/no-watch-dies-silently")]
    [Trait("Rule", "Complaints/deletions-while-disconnected-are-told")]
    public async Task After_a_fault_the_cache_equals_the_server_and_every_handler_was_told(string name, bool http2)
    {
        var fault = AllFaults.Named(name);
        Skip.If(fault.EndsServer && GivenServer.IsGiven && !GivenServer.CanRestart, GivenServer.CannotRestart);
        await using var world = await FaultyWorld.StartAsync(http2 ? SslApplicationProtocol.Http2 : SslApplicationProtocol.Http11);
        world.Maps.Put("stays", "1");
        world.Maps.Put("goes", "1");
        await world.CaughtUpAsync();
        var ended = world.Line.Ended;

        await fault.BeginAsync(world);
        world.Maps.Put("stays", "2");
        world.Maps.Put("comes", "1");
        world.Maps.Remove("goes");
        world.Maps.Remove("m0");
        world.Maps.Put("m0", "another object of that name");
        await Task.Delay(300);
        if (fault.EndAsync is not null)
            await fault.EndAsync(world);
        await world.CaughtUpAsync();
        world.Maps.Put("stays", "3");
        await world.CaughtUpAsync();
        if (fault.LosesConnections)
            await Eventually.TrueAsync(() => world.Line.Ended > ended);
    }

    [Theory]
    [InlineData("certificate for another name", "the certificate of 127.0.0.1 is for other names: other.example")]
    [InlineData("certificate of another authority", "was not issued by the cluster's certificate authority")]
    [InlineData("expired certificate", "NotTimeValid")]
    [InlineData("500 burst", "")]
    public async Task What_is_wrong_is_said_while_it_lasts(string name, string expected)
    {
        var fault = AllFaults.Named(name);
        await using var world = await FaultyWorld.StartAsync();
        var before = world.Failures;
        await fault.BeginAsync(world);
        await world.NoticedAsync(before);

        var health = world.Informer.Health;
        Assert.False(health.IsConnected);
        Assert.Contains(expected, health.LastError!.Message, StringComparison.Ordinal);
        Assert.True(health.LastError is HttpRequestException or KubernetesApiException, health.LastError.GetType().Name);
        await fault.EndAsync!(world);
        await world.CaughtUpAsync();
    }

    [Fact]
    public async Task A_graceful_GOAWAY_costs_no_event_and_no_failure()
    {
        await using var world = await FaultyWorld.StartAsync(SslApplicationProtocol.Http2);
        var (failures, accepted) = (world.Failures, world.Line.Accepted);
        Assert.True(await world.Line.GoAwayAsync(close: false) > 0);
        for (var i = 0; i < 20; i++)
            world.Maps.Put("m0", $"{i}");
        await world.CaughtUpAsync();
        // Who asks anew goes to another connection.
        using var other = world.Cluster.Through(world.Line);
        await other.Resource<V1Namespace>().GetAsync("default");

        Assert.True(world.Line.Accepted > accepted);
        Assert.Equal(failures, world.Failures);
    }
}

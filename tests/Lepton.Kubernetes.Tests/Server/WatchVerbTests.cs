using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Time;
using Lepton.Testing.Clusters;

namespace Lepton.Kubernetes.Tests.Server;

/// <summary>Watches against an API server that means it.</summary>
[Collection(ServerCollection.Name)]
public class WatchVerbTests(ServerFixture server)
{
    private IResourceClient<V1ConfigMap> Maps => server.Client.Resource<V1ConfigMap>();

    [Fact]
    public async Task ChangesAfterAListArriveInOrder()
    {
        var ns = await server.NamespaceAsync();
        await Maps.CreateAsync(VerbTests.Map(ns, "before", "1", ("t", "x")));
        var list = await Maps.ListAsync(ns, new ListOptions { LabelSelector = "t" });
        await using var events = Maps.WatchAsync(ns, new WatchOptions { ResourceVersion = list.Metadata.ResourceVersion, LabelSelector = "t" }).GetAsyncEnumerator();
        var created = await Maps.CreateAsync(VerbTests.Map(ns, "a", "1", ("t", "x")));
        created.Data!["k"] = "2";
        await Maps.UpdateAsync(created);
        await Maps.DeleteAsync("a", ns);

        Assert.Equal(["Added a 1", "Modified a 2", "Deleted a 2"], await TakeAsync(events, 3));
    }

    [Fact]
    public async Task AStreamingListSendsEverythingAndThenItsBookmark()
    {
        var ns = await server.NamespaceAsync();
        await Maps.CreateAsync(VerbTests.Map(ns, "a", "1", ("t", "x")));
        await Maps.CreateAsync(VerbTests.Map(ns, "b", "1", ("t", "x")));
        await using var events = Maps.WatchAsync(ns, new WatchOptions { SendInitialEvents = true, LabelSelector = "t" }).GetAsyncEnumerator();
        Assert.Equal(["Added a 1", "Added b 1"], (await TakeAsync(events, 2)).Order(StringComparer.Ordinal));
        Assert.True(await Eventually.ResultAsync(events.MoveNextAsync().AsTask()));
        Assert.Equal((WatchEventType.Bookmark, "true"), (events.Current.Type, events.Current.Object.Metadata.Annotations!["k8s.io/initial-events-end"]));
        await Maps.DeleteAsync("b", ns);
        Assert.Equal(["Deleted b 1"], await TakeAsync(events, 1));
    }

    [Fact]
    public async Task MetadataOnlyEventsHaveTheRealKindAndNoData()
    {
        var ns = await server.NamespaceAsync();
        await Maps.CreateAsync(VerbTests.Map(ns, "a", "1", ("t", "x")));
        await using var events = Maps.WatchAsync(ns, new WatchOptions { MetadataOnly = true, LabelSelector = "t" }).GetAsyncEnumerator();
        Assert.True(await Eventually.ResultAsync(events.MoveNextAsync().AsTask()));
        Assert.Equal(("a", "ConfigMap", null), (events.Current.Object.Metadata.Name, events.Current.Object.Kind, events.Current.Object.Data));
    }

    [Fact]
    public async Task TheServerEndsItAtItsTimeOut()
    {
        var ns = await server.NamespaceAsync();
        var events = Maps.WatchAsync(ns, new WatchOptions { Timeout = TimeSpan.FromSeconds(1), AllowWatchBookmarks = false, LabelSelector = "t" }).GetAsyncEnumerator();
        Assert.False(await Eventually.ResultAsync(events.MoveNextAsync().AsTask()));
        await events.DisposeAsync();
    }

    [SkippableFact]
    public async Task AVersionTheServerHasForgottenIsExpired()
    {
        Skip.If(!server.CanForget, GivenServer.CannotRestart);
        var ns = await server.NamespaceAsync();
        var old = await Maps.CreateAsync(VerbTests.Map(ns, "a", "1"));
        await Maps.CreateAsync(VerbTests.Map(ns, "b", "1"));
        await server.ForgetAsync();
        await Maps.CreateAsync(VerbTests.Map(ns, "c", "1"));
        await using var events = Maps.WatchAsync(ns, new WatchOptions { ResourceVersion = old.Metadata.ResourceVersion }).GetAsyncEnumerator();
        var e = await Assert.ThrowsAsync<KubernetesApiException>(async () => await events.MoveNextAsync());
        Assert.True(e.IsExpired);
    }

    private static async Task<List<string>> TakeAsync(IAsyncEnumerator<WatchEvent<V1ConfigMap>> events, int count)
    {
        var taken = new List<string>();
        while (taken.Count < count)
        {
            Assert.True(await Eventually.ResultAsync(events.MoveNextAsync().AsTask()));
            if (events.Current.Type != WatchEventType.Bookmark)
                taken.Add($"{events.Current.Type} {events.Current.Object.Metadata.Name} {events.Current.Object.Data!["k"]}");
        }

        return taken;
    }
}

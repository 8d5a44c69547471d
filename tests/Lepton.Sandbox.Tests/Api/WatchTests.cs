using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Api;

/// <summary>Watches over HTTP.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/w/configmaps";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync();
        await _cluster.CreateNamespaceAsync("w");
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Objects_come_first_and_then_every_change()
    {
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        await using var watch = await _cluster.WatchAsync($"{Maps}?watch=1");
        Assert.Equal("ADDED a", await watch.NextBriefAsync());
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("b"))).Expect(201);
        (await _cluster.MergeAsync($"{Maps}/a", """{"data":{"k":"2"}}""")).Expect(200);
        (await _cluster.MergeAsync($"{Maps}/a", """{"data":{"k":"2"}}""")).Expect(200);
        (await _cluster.DeleteAsync($"{Maps}/b")).Expect(200);
        Assert.Equal(["ADDED b", "MODIFIED a", "DELETED b"], await watch.BriefsAsync(3));
    }

    [Fact]
    public async Task A_watch_resumes_after_a_resource_version_without_gaps()
    {
        var a = (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("b"))).Expect(201);
        (await _cluster.DeleteAsync($"{Maps}/a")).Expect(200);
        await using var watch = await _cluster.WatchAsync($"{Maps}?watch=1&resourceVersion={(string?)a["metadata"]!["resourceVersion"]}");
        Assert.Equal(["ADDED b", "DELETED a"], await watch.BriefsAsync(2));
    }

    [Fact]
    public async Task What_is_forgotten_is_answered_with_410_in_the_stream()
    {
        var a = (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("b"))).Expect(201);
        _cluster.Cluster.CompactHistory();
        await using var watch = await _cluster.WatchAsync($"{Maps}?watch=1&resourceVersion={(string?)a["metadata"]!["resourceVersion"]}");
        var error = (await watch.NextAsync())!;
        Assert.Equal("ERROR", (string?)error["type"]);
        Assert.Equal(410, (int)error["object"]!["code"]!);
        Assert.Equal("Expired", (string?)error["object"]!["reason"]);
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task Entering_a_selector_is_an_addition_and_leaving_it_a_deletion_with_the_old_state()
    {
        await using var watch = await _cluster.WatchAsync($"{Maps}?watch=1&labelSelector=app%3Dx");
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        (await _cluster.MergeAsync($"{Maps}/a", """{"metadata":{"labels":{"app":"x"}}}""")).Expect(200);
        Assert.Equal("ADDED a", await watch.NextBriefAsync());
        var left = (await _cluster.MergeAsync($"{Maps}/a", """{"metadata":{"labels":{"app":"y"}}}""")).Expect(200);
        var deleted = (await watch.NextAsync())!;
        Assert.Equal("DELETED", (string?)deleted["type"]);
        Assert.Equal("x", (string?)deleted["object"]!["metadata"]!["labels"]!["app"]);
        Assert.Equal((string?)left["metadata"]!["resourceVersion"], (string?)deleted["object"]!["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task A_streaming_list_ends_with_a_bookmark_that_says_so()
    {
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("b"))).Expect(201);
        await using var watch = await _cluster.WatchAsync($"{Maps}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        Assert.Equal(["ADDED a", "ADDED b"], await watch.BriefsAsync(2));
        var bookmark = (await watch.NextAsync())!;
        Assert.Equal("BOOKMARK", (string?)bookmark["type"]);
        Assert.Equal("true", (string?)bookmark["object"]!["metadata"]!["annotations"]!["k8s.io/initial-events-end"]);
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("c"))).Expect(201);
        Assert.Equal("ADDED c", await watch.NextBriefAsync());
    }

    [Fact]
    public async Task A_watch_ends_when_its_time_is_up()
    {
        await using var watch = await _cluster.WatchAsync($"{Maps}?watch=1&timeoutSeconds=1");
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task A_field_selector_narrows_a_watch_to_one_name()
    {
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        await using var watch = await _cluster.WatchAsync($"{Maps}?watch=1&fieldSelector=metadata.name%3Db");
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("b"))).Expect(201);
        Assert.Equal("ADDED b", await watch.NextBriefAsync());
    }

    [Fact]
    public async Task Stopping_the_server_cuts_watches_and_refuses_connections_while_state_lives_on()
    {
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("a"))).Expect(201);
        await using var watch = await _cluster.WatchAsync($"{Maps}?watch=1");
        Assert.Equal("ADDED a", await watch.NextBriefAsync());
        await _cluster.Cluster.StopAsync();
        var cut = await Record.ExceptionAsync(async () => Assert.Null(await watch.NextAsync()));
        Assert.True(cut is null or IOException or HttpRequestException, cut?.ToString());
        await Assert.ThrowsAsync<HttpRequestException>(() => _cluster.GetAsync($"{Maps}/a"));
        _cluster.Inside.Create(new Storage.GroupVersionResource("", "v1", "configmaps"), "w", Objects.ConfigMap("meanwhile"));
        await _cluster.Cluster.StartAsync();
        (await _cluster.GetAsync($"{Maps}/meanwhile")).Expect(200);
    }
}

using System.Collections.Concurrent;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Api;

/// <summary>What <see cref="SandboxCluster.Observe"/> tells of requests.</summary>
public sealed class CallTests : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/w/configmaps";
    private readonly ConcurrentQueue<ApiCall> _calls = new();
    private TestCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync();
        await _cluster.CreateNamespaceAsync("w");
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Every_request_is_told_in_order_with_verb_path_status_and_times()
    {
        // What came before, such as the namespace's creation, may be told late: only requests for these are counted.
        using (_cluster.Cluster.Observe(call =>
        {
            if (call.Path.StartsWith(Maps, StringComparison.Ordinal))
                _calls.Enqueue(call);
        }))
        {
            await SeenAsync(() => _cluster.PostAsync(Maps, Objects.ConfigMap("a")));
            await SeenAsync(() => _cluster.PostAsync(Maps, Objects.ConfigMap("a")));
            await SeenAsync(() => _cluster.PostAsync($"{Maps}?dryRun=All", Objects.ConfigMap("b")));
            await SeenAsync(() => _cluster.MergeAsync($"{Maps}/a", """{"data":{"k":"2"}}"""));
            await SeenAsync(() => _cluster.GetAsync(Maps));
            await SeenAsync(() => _cluster.GetAsync($"{Maps}/none"));
            await SeenAsync(() => _cluster.DeleteAsync($"{Maps}/a"));
        }

        (await _cluster.GetAsync(Maps)).Expect(200);

        Assert.Equal(
            [
                $"create {Maps} 201 write", $"create {Maps} 409 read", $"create {Maps} 201 read", $"patch {Maps}/a 200 write",
                $"list {Maps} 200 read", $"get {Maps}/none 404 read", $"delete {Maps}/a 200 write",
            ],
            _calls.Select(c => $"{c.Verb} {c.Path} {c.Status} {(c.IsWrite ? "write" : "read")}"));
        Assert.All(_calls, c => Assert.True(c.Received <= c.Answered));
        Assert.All(_calls, c => Assert.Equal("tests/1.0", c.UserAgent));
        Assert.All(_calls.Zip(_calls.Skip(1)), pair => Assert.True(pair.First.Answered <= pair.Second.Received));
        Assert.True(_calls.ElementAt(2).DryRun);
    }

    /// <summary>The client has its answer a moment before the server has told of it.</summary>
    private async Task SeenAsync(Func<Task<TestResponse>> request)
    {
        var before = _calls.Count;
        await request();
        await Eventually.TrueAsync(() => Task.FromResult(_calls.Count == before + 1), "the call is told");
    }

    [Theory]
    [InlineData("patch", 0, false, true)]
    [InlineData("patch", 200, false, true)]
    [InlineData("patch", 200, true, false)]
    [InlineData("patch", 409, false, false)]
    [InlineData("patch", 500, false, false)]
    [InlineData("create", 201, false, true)]
    [InlineData("update", 200, false, true)]
    [InlineData("delete", 202, false, true)]
    [InlineData("deletecollection", 200, false, true)]
    [InlineData("get", 200, false, false)]
    [InlineData("watch", 0, false, false)]
    public void A_write_is_what_changed_something_or_may_have(string verb, int status, bool dryRun, bool write) =>
        Assert.Equal(write, new ApiCall("somebody/1", verb, "/api/v1/pods", dryRun, 0, 1, status).IsWrite);
}

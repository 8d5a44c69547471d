using Lepton.Api.Models;
using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Simulation;
using Lepton.Testing;
using Xunit;

namespace Lepton.EndToEnd.Moves;

/// <summary>A steady load of requests while a model of three replicas moves for money, by each strategy.</summary>
public sealed class ServingTests : IAsyncLifetime
{
    private TestFleet _fleet = null!;

    /// <summary>Pods that are told to end finish what they have within a second: a busy machine may need that long to tell the endpoints.</summary>
    public async Task InitializeAsync() => _fleet = await TestFleet.StartAsync(SmallFleet.Definition, new SimulationOptions { TerminationGraceCap = TimeSpan.FromSeconds(1), Seed = 7 });

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Theory]
    [InlineData("MakeBeforeBreak", "strategy: MakeBeforeBreak, verification: { httpGet: { path: /healthz, expectedStatus: 200 } }", 3)]
    [InlineData("Stepwise", "strategy: Stepwise, steps: [{ percent: 33, pause: 1s }, { percent: 66 }], verification: { minReadySeconds: 1 }", 3)]
    [InlineData("Stepwise, one may be missing", "strategy: Stepwise, steps: [{ percent: 66 }], maxUnavailable: 1", 2)]
    public async Task No_request_fails_and_no_fewer_are_ready_than_may_be(string name, string migration, int least)
    {
        var (requests, ready) = await MoveAsync(migration);

        TestReport.Line($"requests during a move, {name}: {requests.Failed.Count} of {requests.Sent} failed, at least {ready} of 3 replicas ready; answered by {string.Join(", ", requests.Answered)}");
        Assert.True(requests.Failed.Count == 0, $"{requests.Failed.Count} of {requests.Sent} requests failed: {string.Join("; ", requests.Failed.Take(5))}");
        Assert.True(ready >= least, $"only {ready} replicas were ready at some moment");
        // Both sides answered: the load was there before, during and after.
        Assert.Equal(["aws", "azure"], requests.Answered.Keys);
    }

    [Fact]
    public async Task Broken_before_made_there_is_a_gap_and_the_load_shows_it()
    {
        var (requests, ready) = await MoveAsync("strategy: BreakBeforeMake");

        TestReport.Line($"requests during a move, BreakBeforeMake: {requests.Failed.Count} of {requests.Sent} failed, at least {ready} of 3 replicas ready");
        Assert.NotEmpty(requests.Failed);
        Assert.Equal(0, ready);
    }

    [Fact]
    public async Task A_target_that_answers_wrongly_gets_no_request_and_is_left_again()
    {
        var model = SmallFleet.Model("served", "llm", """{ replicas: 3, policyName: moving, loadTime: 0s, podTemplate: { metadata: { annotations: { sandbox.lepton.ai/http-status: "503" } } } }""");
        var (requests, ready) = await MoveAsync("verification: { httpGet: { path: /healthz } }, timeout: 10s", model, "azure");

        TestReport.Line($"requests during a move that is rolled back: {requests.Failed.Count} of {requests.Sent} failed, at least {ready} of 3 replicas ready");
        Assert.True(requests.Failed.Count == 0, $"{requests.Failed.Count} of {requests.Sent} requests failed: {string.Join("; ", requests.Failed.Take(5))}");
        Assert.True(ready >= 3, $"only {ready} replicas were ready at some moment");
        Assert.Equal(["azure"], requests.Answered.Keys);
        var status = (await _fleet.ModelAsync("served", "llm")).Status!;
        Assert.Equal("RolledBack", status.Decision!.Reason);
        Seen.Says(status.Decision.Message, "back from aws, which did not answer as expected within 10s", "GET /healthz on port 8000 of pod llm-", "found 503", "expected 200 to 299");
        Assert.Equal(("aws", UnfitReason.NotReady), (Assert.Single(status.UnfitPools!).Cluster, status.UnfitPools![0].Reason));
    }

    /// <param name="end">Where the model is in the end.</param>
    private async Task<(SteadyRequests Requests, int Least)> MoveAsync(string migration, System.Text.Json.Nodes.JsonObject? model = null, string end = "aws")
    {
        await _fleet.ResetAsync([.. SmallFleet.Base, SmallFleet.Policy("moving", "10m", $"migration: {{ {migration}, drain: 2s }}")]);
        await _fleet.ApplyAsync(model ?? SmallFleet.Model("served", "llm", "{ replicas: 3, policyName: moving }"));
        using var watch = new PodWatch(_fleet, "llm");
        await _fleet.SettledAsync(p => p.Placements.All(x => x.Placement.Cluster == "azure") ? null : "not in azure");
        await _fleet.UntilAsync("the watch has seen all replicas ready", () => Task.FromResult(watch.Samples.Any(s => s.Ready >= 3) ? null : "not yet"));
        await _fleet.UntilAsync("all are to be sent to", async () => (await _fleet.ModelAsync("served", "llm")).Status?.Endpoints?.Sum(e => e.Weight) == 3 ? null : "not yet");
        var first = watch.Samples.Count;
        await using var requests = new SteadyRequests(_fleet, "served", "llm");
        await _fleet.UntilAsync("requests are answered", () => Task.FromResult(requests.Sent > 20 ? null : "not yet"));

        await _fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 20));
        await _fleet.UntilAsync("the move begins", async () => (await _fleet.ModelAsync("served", "llm")).Status?.LastMove is null ? "not yet" : null);
        await _fleet.SettledAsync(p => p.Models[0].Status?.Migration is not null ? "the move goes on" : p.Placements.All(x => x.Placement.Cluster == end) ? null : $"not all in {end}");
        Assert.Null((await _fleet.ModelAsync("served", "llm")).Status!.Migration);
        await Task.Delay(SteadyRequests.Lag * 3);
        await requests.DisposeAsync();
        return (requests, watch.Samples.Skip(first - 1).Min(s => s.Ready));
    }
}

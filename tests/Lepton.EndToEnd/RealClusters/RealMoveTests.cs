using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.Cli.Demo;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Fleet;
using Lepton.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Lepton.EndToEnd.RealClusters;

/// <summary>
/// Moves for money on API servers that are no sandbox, with their own schedulers and controllers: new before old, part by part, and a run from its checkpoint, at once; then back, with the operator
/// killed in the middle. The clusters' nodes are simulated, so nothing answers requests: what is looked at is what is ready.
/// </summary>
[Trait("Suite", "long")]
public sealed class RealMoveTests(ITestOutputHelper output)
{
    private const string Namespace = "moves";
    private const int Replicas = 3;
    private static readonly string[] Clouds = ["AWS", "Azure", "GCP"];
    private static readonly string[] Instances = ["p4de.24xlarge", "Standard_ND96amsr_A100_v4", "a2-ultragpu-8g"];

    [SkippableFact]
    public async Task Models_move_without_a_gap_and_a_run_never_runs_twice_on_real_clusters()
    {
        using var clusters = GivenClusters.OrSkip();
        Skip.IfNot(GivenClusters.SimulatesNodes, $"{GivenClusters.SimulateVariable} is not 1: with nodes of their own the clusters would need A100s");
        Skip.If(clusters.Members.Count < 2, $"{GivenClusters.MembersVariable} gives {clusters.Members.Count} members, two are needed");
        var members = clusters.Members.Keys.Order(StringComparer.Ordinal).Take(Clouds.Length).ToList();
        await using var fleet = new RealFleet(clusters);
        await fleet.PrepareAsync();
        await using (var sandbox = await TestFleet.StartAsync(Definition(members), withOperator: false))
            await fleet.SimulateNodesAsync(sandbox.Session, TimeSpan.FromHours(1));
        await TestFleet.ApplyToAsync(fleet.Hub, [.. Providers(members, cheap: 0), .. Policies, .. Models]);
        await using var watch = new RealPodWatch(clusters.Members);
        fleet.StartOperator();
        await fleet.SettledAsync("all are in the first cluster", AllIn(members[0]));
        watch.Begin();

        await MoveAsync(fleet, members, 1, kill: false);
        await MoveAsync(fleet, members, 0, kill: true);

        foreach (var model in new[] { "new-first", "by-steps" })
        {
            output.WriteLine($"{model}: at least {watch.Least(model)} of {Replicas} replicas ready throughout");
            Assert.True(watch.Least(model) >= Replicas, $"{model} had only {watch.Least(model)} of {Replicas} replicas ready at some moment");
        }

        Assert.DoesNotContain(watch.Doubled, d => d.StartsWith("run ", StringComparison.Ordinal));
        // The two that serve were, of course: else nothing was seen.
        Assert.Equal(2, watch.Doubled.Select(d => d.Split(' ')[0]).Distinct().Count());
        await fleet.DeleteModelsAsync();
    }

    private async Task MoveAsync(RealFleet fleet, List<string> members, int cheap, bool kill)
    {
        var clock = Stopwatch.StartNew();
        await TestFleet.ApplyToAsync(fleet.Hub, [.. Providers(members, cheap)]);
        var steps = new SortedSet<int>();
        var phases = new HashSet<string>(StringComparer.Ordinal);
        if (kill)
        {
            await Wait.UntilAsync("a move goes on", async () => (await fleet.ReadAsync()).Models.Any(m => m.Status?.Migration is not null), TimeSpan.FromMinutes(2), CancellationToken.None);
            await fleet.KillOperatorAsync();
        }

        await fleet.SettledAsync($"all have moved to {members[cheap]}", picture =>
        {
            foreach (var model in picture.Models.Where(m => m.Status?.Migration is not null))
            {
                phases.Add($"{model.Metadata.Name} {model.Status!.Migration!.Phase}");
                if (model.Metadata.Name == "by-steps")
                    steps.Add(model.Status.Migration.Percent);
            }

            return AllIn(members[cheap])(picture);
        }, meanwhile: true);
        var line = string.Create(CultureInfo.InvariantCulture, $"real clusters, three models to {members[cheap]} in {clock.Elapsed.TotalSeconds:0.0} s{(kill ? ", the operator killed in between" : "")}: steps seen {string.Join(", ", steps)} %; {string.Join(", ", phases.Order(StringComparer.Ordinal))}");
        output.WriteLine(line);
        TestReport.Line(line);
        if (!kill)
            Assert.Superset(new HashSet<int> { 33, 66 }, steps);
    }

    private static Func<FleetPicture, string?> AllIn(string cluster) => picture =>
        picture.Models.Count == 3 && picture.Models.All(m => m.Status?.Migration is null && m.Status?.Placements is { Count: > 0 } p && p.TrueForAll(x => x.Cluster == cluster))
            ? null
            : string.Join("; ", picture.Models.Select(m => $"{m.Metadata.Name} in {string.Join(", ", (m.Status?.Placements ?? []).Select(p => $"{p.Cluster} {p.State} {p.ReadyReplicas} of {p.Replicas}"))} {m.Status?.Migration?.Phase} {m.Status?.Proposal?.Message}"));

    private static FleetDefinition Definition(List<string> members) => FleetFile.Parse(
        string.Join('\n', ["name: real", "hub: { name: hub }", "members:", .. members.Select((m, i) => $$"""
              - name: {{m}}
                provider: {{Clouds[i]}}
                region: region-{{i}}
                nodePools:
                  - { name: a100, instanceType: {{Instances[i]}}, count: 2 }
            """)]), "real.yaml");

    private static IEnumerable<JsonObject> Providers(List<string> members, int cheap) => members.Select((m, i) => SmallFleet.Provider(m, Clouds[i], $"region-{i}", i == cheap ? 1 : 9));

    private static IEnumerable<JsonObject> Policies =>
    [
        SmallFleet.Policy("new-first", "10m", "migration: { verification: { minReadySeconds: 2 }, drain: 2s }"),
        SmallFleet.Policy("by-steps", "10m", "migration: { strategy: Stepwise, steps: [{ percent: 33, pause: 3s }, { percent: 66, pause: 3s }], verification: { minReadySeconds: 2 }, drain: 2s }"),
    ];

    private static IEnumerable<JsonObject> Models =>
    [
        SmallFleet.Model(Namespace, "new-first", $"{{ replicas: {Replicas}, policyName: new-first }}"),
        SmallFleet.Model(Namespace, "by-steps", $"{{ replicas: {Replicas}, policyName: by-steps }}"),
        SmallFleet.Model(Namespace, "run", "{ workload: Training, replicas: null, ports: null, policyName: new-first, training: { parallelism: 2, checkpoint: { grace: 10s } } }"),
    ];
}

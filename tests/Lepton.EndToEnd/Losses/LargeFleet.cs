using System.Globalization;
using System.Text.Json.Nodes;
using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Fleet;

namespace Lepton.EndToEnd.Losses;

/// <summary>
/// So many models over three members, any of which has room for all of them: served models of one to three replicas and, of each fifty, a training gang of two that stays where it is and one that
/// moves from its checkpoint. Each on A100 of which a node has eight.
/// </summary>
internal sealed class LargeFleet(int models)
{
    public const string Namespace = "losses";
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Moves that pay begin at once, and what a cluster that returns still serves is taken up again.</summary>
    public const string Policy = "{ rebalance: { mode: Automatic, minSavingsPercent: 5, cooldown: 1s }, failover: { gracePeriod: 5s, purge: Never, trainingFence: 2m }, "
        + "migration: { verification: { minReadySeconds: 2 }, drain: 2s } }";

    private static readonly (string Name, string Cloud, string Region, string Cpu, string Gpu)[] Clouds =
    [
        ("aws", "AWS", "us-east-1", "m5.2xlarge", "p4de.24xlarge"), ("azure", "Azure", "eastus", "Standard_D8s_v5", "Standard_ND96amsr_A100_v4"), ("gcp", "GCP", "us-central1", "n2-standard-8", "a2-ultragpu-8g"),
    ];

    /// <summary>Replicas by served model.</summary>
    public IReadOnlyDictionary<string, int> Served { get; } = Enumerable.Range(0, models).Where(i => i % 25 != 0)
        .ToDictionary(i => string.Create(CultureInfo.InvariantCulture, $"m{i:000}"), i => 1 + i % 3, StringComparer.Ordinal);

    public IReadOnlyList<string> Gangs { get; } = [.. Enumerable.Range(0, models).Where(i => i % 25 == 0).Select(i => string.Create(CultureInfo.InvariantCulture, $"gang{i:000}"))];

    public FleetDefinition Definition => FleetFile.Parse(
        string.Join('\n', ["name: large", "hub: { name: hub }", "members:", .. Clouds.Select(c => string.Create(CultureInfo.InvariantCulture, $$"""
              - name: {{c.Name}}
                provider: {{c.Cloud}}
                region: {{c.Region}}
                nodePools:
                  - { name: cpu, instanceType: {{c.Cpu}}, count: 1 }
                  - { name: a100, instanceType: {{c.Gpu}}, count: {{Nodes}} }
            """))]), "large.yaml");

    /// <summary>For all replicas once and some more: pods of both sides of a move are there for a time.</summary>
    private int Nodes => (int)Math.Ceiling((Served.Values.Sum() + 2 * Gangs.Count) * 1.15 / 8) + 1;

    public IEnumerable<JsonObject> Models => Served.Select(m => SmallFleet.Model(Namespace, m.Key, string.Create(CultureInfo.InvariantCulture, $"replicas: {m.Value}")))
        .Concat(Gangs.Select((name, i) => SmallFleet.Model(Namespace, name,
            $"{{ workload: Training, replicas: null, ports: null, training: {{ parallelism: 2{(i % 2 == 0 ? "" : ", checkpoint: { grace: 30s }")} }} }}")));

    /// <param name="cheap">The cloud that is the cheapest; the two others cost the same.</param>
    public static IEnumerable<JsonObject> Providers(string cheap) => Clouds.Select(c => SmallFleet.Provider(c.Name, c.Cloud, c.Region, c.Name == cheap ? 1 : 9));
}

using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

public sealed class SchedulerTests
{
    private const string NoVictims = "no new claims to deallocate, preemption: ";

    [Fact]
    public async Task Four_gpus_do_not_fit_on_two_remainders_of_two()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(new NodePoolDefinition("big", "gpu4") { Count = 2, MaxNodes = 2 }));
        cluster.Create(Kinds.Pods, Manifests.Pod("a", gpus: 2, spec: spec => PinTo(spec, "member-big-0")));
        cluster.Create(Kinds.Pods, Manifests.Pod("b", gpus: 2, spec: spec => PinTo(spec, "member-big-1")));
        cluster.Create(Kinds.Pods, Manifests.Pod("whole", gpus: 4));
        cluster.Run(5);

        var pod = cluster.Pod("whole");
        Assert.Null(pod.NodeName);
        Assert.Equal("Pending", pod.Phase);
        Assert.Equal("Unschedulable", pod.Condition("PodScheduled").Text("reason"));
        Assert.Equal(
            $"0/2 nodes are available: 2 Insufficient nvidia.com/gpu. {NoVictims}0/2 nodes are available: 2 No preemption victims found for incoming pod.",
            pod.Condition("PodScheduled").Text("message"));

        cluster.Api.Delete(Kinds.Pods, "default", "a");
        cluster.Run(5);
        Assert.Equal("member-big-0", cluster.Pod("whole").NodeName);
        Assert.Equal("Running", cluster.Pod("whole").Phase);
    }

    [Fact]
    public async Task The_message_counts_every_reason_and_what_preemption_cannot_help()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(
            new NodePoolDefinition("cpu", "cpu4") { Count = 1, MaxNodes = 1 },
            new NodePoolDefinition("gpu", "gpu2") { Count = 1, MaxNodes = 1, Taints = [new TaintDefinition("sku", "gpu", "NoSchedule")] }));
        cluster.Create(Kinds.Pods, Manifests.Pod("p", gpus: 4));

        Assert.Equal(
            $"0/2 nodes are available: 1 Insufficient nvidia.com/gpu, 1 node(s) had untolerated taint(s). {NoVictims}0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
            cluster.Pod("p").Condition("PodScheduled").Text("message"));
        Assert.Equal(1, cluster.Pod("p").Condition("PodScheduled").Number("observedGeneration"));
    }

    [Fact]
    public async Task Without_nodes_it_says_so()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed());
        cluster.Create(Kinds.Pods, Manifests.Pod("p"));
        Assert.Equal("no nodes available to schedule pods", cluster.Pod("p").Condition("PodScheduled").Text("message"));
        Assert.Equal(["no nodes available to schedule pods"], cluster.Events("FailedScheduling"));
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "member-gpu-0")]
    public async Task A_taint_keeps_out_who_does_not_tolerate_it(bool tolerates, string? expected)
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(
            new NodePoolDefinition("gpu", "gpu1") { Count = 1, MaxNodes = 1, Taints = [new TaintDefinition("nvidia.com/gpu", "present", "NoSchedule")] }));
        cluster.Create(Kinds.Pods, Manifests.Pod("p", gpus: 1, spec: spec =>
        {
            if (tolerates)
                spec["tolerations"] = new JsonArray(new JsonObject { ["key"] = "nvidia.com/gpu", ["operator"] = "Exists", ["effect"] = "NoSchedule" });
        }));
        Assert.Equal(expected, cluster.Pod("p").NodeName);
    }

    [Fact]
    public async Task A_cordoned_node_takes_nothing_new_and_keeps_what_it_has()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Pods, Manifests.Pod("before"));
        cluster.Run(2);
        cluster.Change(Kinds.Nodes, "member-cpu-0", static node => node.Ensure("spec")["unschedulable"] = true, null);
        cluster.Create(Kinds.Pods, Manifests.Pod("after"));
        cluster.Run(2);
        Assert.Equal("Running", cluster.Pod("before").Phase);
        Assert.StartsWith("0/1 nodes are available: 1 node(s) were unschedulable.", cluster.Pod("after").Condition("PodScheduled").Text("message"), StringComparison.Ordinal);

        cluster.Change(Kinds.Nodes, "member-cpu-0", static node => node.Ensure("spec").Remove("unschedulable"), null);
        Assert.Equal("member-cpu-0", cluster.Pod("after").NodeName);
        Assert.Equal("True", cluster.Pod("after").Condition("PodScheduled").Text("status"));
    }

    [Fact]
    public async Task Selectors_and_required_affinity_choose_the_node()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(
            new NodePoolDefinition("a", "cpu4") { Count = 1, MaxNodes = 1, Labels = new Dictionary<string, string> { ["disk"] = "slow" } },
            new NodePoolDefinition("b", "cpu4") { Count = 1, MaxNodes = 1, Labels = new Dictionary<string, string> { ["disk"] = "fast" } }));
        cluster.Create(Kinds.Pods, Manifests.Pod("selector", spec: static spec => spec["nodeSelector"] = new JsonObject { ["disk"] = "fast" }));
        cluster.Create(Kinds.Pods, Manifests.Pod("affinity", spec: static spec => spec["affinity"] = NodeAffinity("disk", "NotIn", "fast")));
        cluster.Create(Kinds.Pods, Manifests.Pod("neither", spec: static spec => spec["nodeSelector"] = new JsonObject { ["disk"] = "none" }));

        Assert.Equal("member-b-0", cluster.Pod("selector").NodeName);
        Assert.Equal("member-a-0", cluster.Pod("affinity").NodeName);
        Assert.Contains("2 node(s) didn't match Pod's node affinity/selector", cluster.Pod("neither").Condition("PodScheduled").Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preferred_affinity_wins_over_an_emptier_node()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(
            new NodePoolDefinition("a", "cpu4") { Count = 1, MaxNodes = 1 },
            new NodePoolDefinition("b", "cpu4") { Count = 1, MaxNodes = 1, Labels = new Dictionary<string, string> { ["zone"] = "near" } }));
        cluster.Create(Kinds.Pods, Manifests.Pod("load", cpu: "1", spec: static spec => PinTo(spec, "member-b-0")));
        cluster.Create(Kinds.Pods, Manifests.Pod("p", spec: static spec => spec["affinity"] = new JsonObject
        {
            ["nodeAffinity"] = new JsonObject
            {
                ["preferredDuringSchedulingIgnoredDuringExecution"] = new JsonArray(new JsonObject
                {
                    ["weight"] = 50,
                    ["preference"] = new JsonObject { ["matchExpressions"] = new JsonArray(new JsonObject { ["key"] = "zone", ["operator"] = "In", ["values"] = new JsonArray("near") }) },
                }),
            },
        }));
        Assert.Equal("member-b-0", cluster.Pod("p").NodeName);
    }

    [Fact]
    public async Task Init_containers_sidecars_and_overhead_count()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        var pod = Manifests.Pod("p", cpu: "500m", spec: static spec =>
        {
            spec["overhead"] = new JsonObject { ["cpu"] = "250m" };
            spec["initContainers"] = new JsonArray(
                new JsonObject { ["name"] = "sidecar", ["restartPolicy"] = "Always", ["resources"] = Requests("100m") },
                new JsonObject { ["name"] = "prepare", ["resources"] = Requests("2") });
        });

        // Preparing needs 2 beside the sidecar's 0.1, running 0.5 + 0.1; the larger, plus the overhead.
        Assert.Equal(2350, new PodView(pod).Requests["cpu"]);
        cluster.Create(Kinds.Pods, pod);
        cluster.Create(Kinds.Pods, Manifests.Pod("rest", cpu: "1600m"));
        Assert.Equal("member-cpu-0", cluster.Pod("p").NodeName);
        Assert.Contains("1 Insufficient cpu", cluster.Pod("rest").Condition("PodScheduled").Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_important_pods_are_placed_first()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Change(Kinds.Nodes, "member-cpu-0", static node => node.Ensure("spec")["unschedulable"] = true, null);
        cluster.Create(Kinds.Pods, Manifests.Pod("low", cpu: "3", spec: static spec => spec["priority"] = 1));
        cluster.Create(Kinds.Pods, Manifests.Pod("high", cpu: "3", spec: static spec => spec["priority"] = 1000));
        cluster.Change(Kinds.Nodes, "member-cpu-0", static node => node.Ensure("spec").Remove("unschedulable"), null);
        Assert.Equal("member-cpu-0", cluster.Pod("high").NodeName);
        Assert.Null(cluster.Pod("low").NodeName);
    }

    [Fact]
    public async Task A_gated_pod_waits_for_its_gate()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Pods, Manifests.Pod("p", spec: static spec => spec["schedulingGates"] = new JsonArray(new JsonObject { ["name"] = "lepton.ai/hold" })));
        cluster.Run(2);
        Assert.Null(cluster.Pod("p").NodeName);
        cluster.Change(Kinds.Pods, "p", static pod => pod.Ensure("spec").Remove("schedulingGates"));
        Assert.Equal("member-cpu-0", cluster.Pod("p").NodeName);
    }

    [Fact]
    public async Task Hard_topology_spread_keeps_the_skew()
    {
        await using var cluster = SimulatedCluster.Cpu(3);
        cluster.Change(Kinds.Nodes, "member-cpu-2", static node => node.Ensure("spec")["unschedulable"] = true, null);
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 4, spec: static spec => spec.Object("template").Object("spec")!["topologySpreadConstraints"] = new JsonArray(new JsonObject
        {
            ["maxSkew"] = 1,
            ["topologyKey"] = "kubernetes.io/hostname",
            ["whenUnsatisfiable"] = "DoNotSchedule",
            ["labelSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "web" } },
        })));

        // The cordoned node counts as an empty domain: one each on the others, then nothing fits.
        Assert.Equal(["member-cpu-0", "member-cpu-1"], cluster.Pods("web").Select(static pod => pod.NodeName).OfType<string>().Order(StringComparer.Ordinal));
        var waiting = cluster.Pods("web").First(static pod => pod.NodeName is null);
        Assert.StartsWith("0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't match pod topology spread constraints.", waiting.Condition("PodScheduled").Text("message"), StringComparison.Ordinal);

        cluster.Change(Kinds.Nodes, "member-cpu-2", static node => node.Ensure("spec").Remove("unschedulable"), null);
        Assert.Equal(4, cluster.Pods("web").Count(static pod => pod.NodeName is not null));
        Assert.All(cluster.Pods("web").CountBy(static pod => pod.NodeName!), static pair => Assert.InRange(pair.Value, 1, 2));
    }

    [Fact]
    public async Task Required_anti_affinity_allows_one_per_node_and_affinity_keeps_together()
    {
        await using var cluster = SimulatedCluster.Cpu(2);
        for (var i = 0; i < 3; i++)
        {
            var alone = Manifests.Pod($"alone-{i}", spec: static spec => spec["affinity"] = PodTerms("podAntiAffinity", "group", "alone"));
            alone.Ensure("metadata").Ensure("labels")["group"] = "alone";
            cluster.Create(Kinds.Pods, alone);
        }

        Assert.Equal(2, cluster.Pods().Where(static pod => pod.NodeName is not null).Select(static pod => pod.NodeName).Distinct().Count());
        Assert.Contains("2 node(s) didn't match pod anti-affinity rules", cluster.Pod("alone-2").Condition("PodScheduled").Text("message"), StringComparison.Ordinal);

        cluster.Create(Kinds.Pods, Manifests.Pod("anchor", spec: static spec => PinTo(spec, "member-cpu-1")));
        cluster.Create(Kinds.Pods, Manifests.Pod("friend", spec: static spec => spec["affinity"] = PodTerms("podAffinity", "app", "anchor")));
        cluster.Create(Kinds.Pods, Manifests.Pod("lonely", spec: static spec => spec["affinity"] = PodTerms("podAffinity", "app", "nobody")));
        Assert.Equal("member-cpu-1", cluster.Pod("friend").NodeName);
        Assert.Contains("2 node(s) didn't match pod affinity rules", cluster.Pod("lonely").Condition("PodScheduled").Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminating_pod_still_keeps_away_who_must_not_be_beside_it()
    {
        await using var cluster = SimulatedCluster.Cpu(1, new SimulationOptions { SystemPods = false, TerminationGraceCap = TimeSpan.FromSeconds(30) });
        cluster.Create(Kinds.Pods, Manifests.Pod("old"));
        cluster.Run(3);
        cluster.Api.Delete(Kinds.Pods, "default", "old");
        cluster.Create(Kinds.Pods, Manifests.Pod("new", spec: static spec => spec["affinity"] = PodTerms("podAntiAffinity", "app", "old")));
        cluster.Run(20);
        Assert.Null(cluster.Pod("new").NodeName);
        cluster.Run(15);
        Assert.Equal("member-cpu-0", cluster.Pod("new").NodeName);
    }

    [Fact]
    public async Task Who_is_wanted_near_must_satisfy_all_terms_at_once()
    {
        await using var cluster = SimulatedCluster.Cpu(2);
        cluster.Create(Kinds.Pods, Labelled("a", "member-cpu-0", ("x", "1")));
        cluster.Create(Kinds.Pods, Labelled("b", "member-cpu-0", ("y", "1")));
        var near = Manifests.Pod("near", spec: static spec =>
        {
            spec["affinity"] = PodTerms("podAffinity", "x", "1");
            spec.Object("affinity").Object("podAffinity")!["requiredDuringSchedulingIgnoredDuringExecution"]!.AsArray().Add(
                PodTerms("podAffinity", "y", "1").Object("podAffinity")!["requiredDuringSchedulingIgnoredDuringExecution"]![0]!.DeepClone());
        });
        cluster.Create(Kinds.Pods, near);
        Assert.Null(cluster.Pod("near").NodeName);
        cluster.Create(Kinds.Pods, Labelled("both", "member-cpu-1", ("x", "1"), ("y", "1")));
        Assert.Equal("member-cpu-1", cluster.Pod("near").NodeName);
    }

    [Theory]
    [InlineData("podAffinity", "member-cpu-1")]
    [InlineData("podAntiAffinity", "member-cpu-0")]
    public async Task Preferred_pod_affinity_draws_near_and_anti_affinity_away(string kind, string expected)
    {
        await using var cluster = SimulatedCluster.Cpu(2);
        cluster.Create(Kinds.Pods, Manifests.Pod("friend", spec: static spec => PinTo(spec, "member-cpu-1")));
        cluster.Create(Kinds.Pods, Manifests.Pod("load", cpu: kind == "podAffinity" ? "1" : "2", spec: spec => PinTo(spec, kind == "podAffinity" ? "member-cpu-1" : "member-cpu-0")));
        cluster.Create(Kinds.Pods, Manifests.Pod("p", spec: spec => spec["affinity"] = new JsonObject
        {
            [kind] = new JsonObject
            {
                ["preferredDuringSchedulingIgnoredDuringExecution"] = new JsonArray(new JsonObject
                {
                    ["weight"] = 100,
                    ["podAffinityTerm"] = new JsonObject { ["topologyKey"] = "kubernetes.io/hostname", ["labelSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "friend" } } },
                }),
            },
        }));
        Assert.Equal(expected, cluster.Pod("p").NodeName);
    }

    [Fact]
    public async Task Existing_anti_affinity_keeps_others_away()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Pods, Manifests.Pod("shy", spec: static spec => spec["affinity"] = PodTerms("podAntiAffinity", "app", "loud")));
        cluster.Create(Kinds.Pods, Manifests.Pod("loud"));
        Assert.Contains("1 node(s) didn't satisfy existing pods anti-affinity rules", cluster.Pod("loud").Condition("PodScheduled").Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_pods_cost_nothing_until_something_changes()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Deployments, Manifests.Deployment("big", 5, cpu: "64"));
        cluster.Run(10);
        var writes = cluster.Api.Writes;
        cluster.Run(300);
        Assert.Equal(writes, cluster.Api.Writes);
    }

    private static JsonObject Labelled(string name, string node, params (string Key, string Value)[] labels)
    {
        var pod = Manifests.Pod(name, spec: spec => PinTo(spec, node));
        foreach (var (key, value) in labels)
            pod.Ensure("metadata").Ensure("labels")[key] = value;
        return pod;
    }

    internal static void PinTo(JsonObject spec, string node) => spec["nodeSelector"] = new JsonObject { ["kubernetes.io/hostname"] = node };

    private static JsonObject Requests(string cpu) => new() { ["requests"] = new JsonObject { ["cpu"] = cpu } };

    private static JsonObject NodeAffinity(string key, string op, string value) => new()
    {
        ["nodeAffinity"] = new JsonObject
        {
            ["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject
            {
                ["nodeSelectorTerms"] = new JsonArray(new JsonObject
                {
                    ["matchExpressions"] = new JsonArray(new JsonObject { ["key"] = key, ["operator"] = op, ["values"] = new JsonArray(value) }),
                }),
            },
        },
    };

    internal static JsonObject PodTerms(string kind, string label, string value) => new()
    {
        [kind] = new JsonObject
        {
            ["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonArray(new JsonObject
            {
                ["topologyKey"] = "kubernetes.io/hostname",
                ["labelSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { [label] = value } },
            }),
        },
    };
}

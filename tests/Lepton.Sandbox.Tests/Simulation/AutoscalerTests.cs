using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Autoscaling;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

public sealed class AutoscalerTests
{
    [Fact]
    public async Task Without_metrics_it_says_so_and_leaves_the_target_alone()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Create(Kinds.HorizontalPodAutoscalers, Autoscaler(1, 5));
        cluster.Run(10);
        var hpa = Get(cluster);
        Assert.Equal("SucceededGetScale", hpa.Condition("AbleToScale").Text("reason"));
        Assert.Equal("FailedGetResourceMetric", hpa.Condition("ScalingActive").Text("reason"));
        Assert.Equal(
            "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)",
            hpa.Condition("ScalingActive").Text("message"));
        Assert.Equal(2, hpa.Status.Number("currentReplicas"));
        Assert.Equal(0, hpa.Status.Number("desiredReplicas"));
        Assert.Equal("""[{"type":""}]""", hpa.Status!["currentMetrics"]!.ToJsonString());
        Assert.Equal(2, Replicas(cluster));
    }

    [Fact]
    public async Task Without_a_target_it_cannot_scale()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.HorizontalPodAutoscalers, Autoscaler(1, 5));
        var hpa = Get(cluster);
        Assert.Equal("the HPA controller was unable to get the target's current scale: deployments.apps \"web\" not found", hpa.Condition("AbleToScale").Text("message"));
        Assert.Equal("""{"desiredReplicas":0,"currentMetrics":null}""", WithoutConditions(hpa));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(9, 5)]
    public async Task The_bounds_hold_even_without_metrics(int replicas, long expected)
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", replicas));
        cluster.Create(Kinds.HorizontalPodAutoscalers, Autoscaler(3, 5));
        cluster.Run(5);
        Assert.Equal(expected, Replicas(cluster));
        Assert.Single(cluster.Events("SuccessfulRescale"), message => message.StartsWith($"New size: {expected}; reason: Current number of replicas", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_target_at_zero_is_left_at_zero()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 0));
        cluster.Create(Kinds.HorizontalPodAutoscalers, Autoscaler(1, 5));
        cluster.Run(5);
        Assert.Equal(0, Replicas(cluster));
        Assert.Equal("ScalingDisabled", Get(cluster).Condition("ScalingActive").Text("reason"));
    }

    [Fact]
    public async Task Cpu_load_scales_out_to_the_target_utilization()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2, cpu: "100m"));
        cluster.Create(Kinds.HorizontalPodAutoscalers, Autoscaler(1, 20));
        cluster.Run(3);

        // 480m over pods of 100m at 80 %: six.
        Load(cluster, "cpu", "480m");
        cluster.Run(10);
        Assert.Equal(6, Replicas(cluster));
        var hpa = Get(cluster);
        Assert.Equal("ValidMetricFound", hpa.Condition("ScalingActive").Text("reason"));
        Assert.Equal(
            "the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)",
            hpa.Condition("ScalingActive").Text("message"));
        Assert.Equal("""[{"type":"Resource","resource":{"name":"cpu","current":{"averageValue":"80m","averageUtilization":80}}}]""", hpa.Status!["currentMetrics"]!.ToJsonString());
        Assert.Equal("DesiredWithinRange", hpa.Condition("ScalingLimited").Text("reason"));
        Assert.Equal("ReadyForNewScale", hpa.Condition("AbleToScale").Text("reason"));
        Assert.NotNull(hpa.Status.Text("lastScaleTime"));
    }

    [Fact]
    public async Task It_never_goes_beyond_its_maximum()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Create(Kinds.HorizontalPodAutoscalers, Autoscaler(1, 4));
        cluster.Run(3);
        Load(cluster, "cpu", "5");
        cluster.Run(20, () => Assert.True(Replicas(cluster) <= 4));
        Assert.Equal(4, Replicas(cluster));
        Assert.Equal("TooManyReplicas", Get(cluster).Condition("ScalingLimited").Text("reason"));
    }

    [Fact]
    public async Task Scaling_down_waits_for_the_stabilization_window_and_stops_at_the_minimum()
    {
        await using var cluster = SimulatedCluster.Cpu(options: new SimulationOptions { SystemPods = false, AutoscalerSync = TimeSpan.FromSeconds(15), ScaleDownStabilizationCap = TimeSpan.FromHours(1) });
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 6));
        cluster.Create(Kinds.HorizontalPodAutoscalers, Autoscaler(2, 10));
        cluster.Run(3);
        Load(cluster, "cpu", "480m");
        cluster.Run(30);
        Assert.Equal(6, Replicas(cluster));
        Load(cluster, "cpu", "10m");
        cluster.Run(250);
        Assert.Equal(6, Replicas(cluster));
        Assert.Equal("ScaleDownStabilized", Get(cluster).Condition("AbleToScale").Text("reason"));
        cluster.Run(120);
        Assert.Equal(2, Replicas(cluster));
        Assert.Equal("TooFewReplicas", Get(cluster).Condition("ScalingLimited").Text("reason"));
    }

    [Theory]
    [InlineData("Pods", "AverageValue", "averageValue", "100", "950", 10)]
    [InlineData("External", "AverageValue", "averageValue", "30", "100", 4)]
    [InlineData("External", "Value", "value", "100", "250", 5)]
    public async Task Other_metrics_count_too(string type, string kind, string key, string target, string load, long expected)
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Create(Kinds.HorizontalPodAutoscalers, Autoscaler(1, 20, new JsonObject
        {
            ["type"] = type,
            [type.ToLowerInvariant()] = new JsonObject
            {
                ["metric"] = new JsonObject { ["name"] = "vllm_requests" },
                ["target"] = new JsonObject { ["type"] = kind, [key] = target },
            },
        }));
        cluster.Run(3);
        Load(cluster, "vllm_requests", load);

        // The load is a total: with a plain Value each look multiplies anew, so the first size tells; the others rest where they belong.
        cluster.Run(10);
        var sizes = cluster.Events("SuccessfulRescale").Select(static message => long.Parse(message.Split(' ', ';')[2])).ToList();
        Assert.Equal(expected, kind == "Value" ? sizes.Order().First() : Replicas(cluster));
    }

    [Fact]
    public async Task A_load_that_was_told_goes_before_annotations_and_may_be_taken_away()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2, cpu: "100m"));
        cluster.Create(Kinds.HorizontalPodAutoscalers, Autoscaler(1, 20));
        cluster.Run(3);
        Load(cluster, "cpu", "160m");
        await cluster.Simulation.Load.Set("default", "web", "cpu", 0.4m);
        cluster.Run(10);
        Assert.Equal(5, Replicas(cluster));
        await cluster.Simulation.Load.Set("default", "web", "cpu", null);
        cluster.Run(30);
        Assert.Equal(2, Replicas(cluster));
    }

    [Fact]
    public void Policies_limit_how_fast_it_goes()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var history = new ScalingHistory(1, TimeSpan.FromHours(1));
        Assert.Equal((0, 8), history.Limits(now, null, 4));
        Assert.Equal((0, 40), history.Limits(now, null, 20));

        var behavior = (JsonObject)JsonNode.Parse("""
            {"scaleUp": {"policies": [{"type": "Pods", "value": 2, "periodSeconds": 60}, {"type": "Percent", "value": 10, "periodSeconds": 60}], "selectPolicy": "Min"},
             "scaleDown": {"policies": [{"type": "Pods", "value": 3, "periodSeconds": 60}]}}
            """)!;
        Assert.Equal((7, 11), history.Limits(now, behavior, 10));
        history.Scaled(now, 1);
        history.Scaled(now, -2);
        Assert.Equal((9, 10), history.Limits(now.AddSeconds(30), behavior, 10));
        Assert.Equal((7, 11), history.Limits(now.AddSeconds(61), behavior, 10));
        var disabled = (JsonObject)JsonNode.Parse("""{"scaleDown": {"selectPolicy": "Disabled"}}""")!;
        Assert.Equal(10, history.Limits(now.AddHours(1), disabled, 10).Least);
    }

    [Fact]
    public async Task It_is_idle_when_nothing_happens()
    {
        await using var cluster = SimulatedCluster.Cpu();
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Create(Kinds.HorizontalPodAutoscalers, Autoscaler(1, 5));
        Load(cluster, "cpu", "160m");
        cluster.Run(30);
        var writes = cluster.Api.Writes;
        cluster.Run(3600);
        Assert.Equal(writes, cluster.Api.Writes);
    }

    private static void Load(SimulatedCluster cluster, string metric, string total) =>
        cluster.Change(Kinds.Deployments, "web", web => web.Ensure("metadata").Ensure("annotations")[PodAnnotations.LoadPrefix + metric] = total);

    private static ObjectView Get(SimulatedCluster cluster) => cluster.Get(Kinds.HorizontalPodAutoscalers, "web");

    private static long Replicas(SimulatedCluster cluster) => cluster.Get(Kinds.Deployments, "web").Spec.Number("replicas")!.Value;

    private static string WithoutConditions(ObjectView view)
    {
        var status = (JsonObject)view.Status!.DeepClone();
        status.Remove("conditions");
        return status.ToJsonString();
    }

    private static JsonObject Autoscaler(int least, int most, JsonObject? metric = null)
    {
        var hpa = Manifests.Named("HorizontalPodAutoscaler", "web", "autoscaling/v2", "default");
        hpa["spec"] = new JsonObject
        {
            ["scaleTargetRef"] = new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = "web" },
            ["minReplicas"] = least,
            ["maxReplicas"] = most,
            ["metrics"] = new JsonArray(metric ?? new JsonObject
            {
                ["type"] = "Resource",
                ["resource"] = new JsonObject { ["name"] = "cpu", ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = 80 } },
            }),
        };
        return hpa;
    }
}

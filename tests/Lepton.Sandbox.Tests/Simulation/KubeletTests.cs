using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

public sealed class KubeletTests
{
    [Fact]
    public async Task A_pod_goes_from_creating_to_running_and_ready()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Pods, Manifests.Pod("p"));

        var creating = cluster.Pod("p");
        Assert.Equal("Pending", creating.Phase);
        Assert.Equal("ContainerCreating", Container(creating).Object("state").Object("waiting").Text("reason"));
        Assert.Equal("ContainersNotReady", creating.Condition("Ready").Text("reason"));
        Assert.Equal("containers with unready status: [app]", creating.Condition("Ready").Text("message"));

        cluster.Run(2);
        var running = cluster.Pod("p");
        Assert.Equal("Running", running.Phase);
        Assert.True(running.Ready);
        Assert.NotNull(Container(running).Object("state").Object("running").Text("startedAt"));
        Assert.Equal(["PodScheduled", "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady"], running.Status.Objects("conditions").Select(static condition => condition.Text("type")));
        Assert.Matches(@"^10\.\d+\.\d+\.\d+$", running.Status.Text("podIP"));
        Assert.Equal(running.Status.Text("podIP"), running.Status.Objects("podIPs").Single().Text("ip"));
        Assert.NotNull(running.Status.Text("hostIP"));
    }

    [Fact]
    public async Task Pods_of_a_node_have_addresses_of_their_own()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 10));
        cluster.Run(3);
        Assert.Equal(10, cluster.Pods("web").Select(static pod => pod.Status.Text("podIP")).Distinct().Count());
    }

    [Fact]
    public async Task The_image_is_pulled_once_per_node()
    {
        var options = new SimulationOptions { SystemPods = false, Jitter = 0, ImagePull = TimeSpan.FromSeconds(10), ContainerStart = TimeSpan.FromSeconds(1) };
        await using var cluster = SimulatedCluster.Cpu(1, options);
        cluster.Create(Kinds.Pods, Manifests.Pod("first"));
        cluster.Run(10.5);
        Assert.Equal("Pending", cluster.Pod("first").Phase);
        cluster.Run(1);
        Assert.Equal("Running", cluster.Pod("first").Phase);
        cluster.Create(Kinds.Pods, Manifests.Pod("second"));
        cluster.Run(1);
        Assert.Equal("Running", cluster.Pod("second").Phase);
    }

    [Fact]
    public async Task A_model_loads_before_a_probed_gpu_pod_is_ready()
    {
        var options = new SimulationOptions { SystemPods = false, Jitter = 0, ModelLoad = TimeSpan.FromSeconds(30) };
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed(new NodePoolDefinition("gpu", "gpu1") { Count = 1, MaxNodes = 1 }), options);
        cluster.Create(Kinds.Pods, Manifests.Pod("p", gpus: 1, spec: static spec => spec.Objects("containers").First()["readinessProbe"] = new JsonObject()));
        cluster.Run(5);
        Assert.Equal("Running", cluster.Pod("p").Phase);
        Assert.False(cluster.Pod("p").Ready);
        cluster.Run(30);
        Assert.True(cluster.Pod("p").Ready);
    }

    [Theory]
    [InlineData(null, 20, 41)] // 10 GiB by the fleet file's table at 0.5 GiB/s, then the weights' 40 GiB at 2 GiB/s
    [InlineData("2", 4, 25)]
    public async Task Images_are_pulled_and_models_loaded_as_long_as_they_are_large(string? imageGiB, double runs, double ready)
    {
        var options = new SimulationOptions { SystemPods = false, Jitter = 0, ImagePull = TimeSpan.Zero, ContainerStart = TimeSpan.FromSeconds(1), ModelLoad = TimeSpan.Zero, ImageGiBPerSecond = 0.5, ModelGiBPerSecond = 2 };
        var definition = SimulatedCluster.Mixed(new NodePoolDefinition("gpu", "gpu1") { Count = 1, MaxNodes = 1 }) with { Images = [new ImageDefinition("registry.example/", 1), new ImageDefinition("registry.example/app", 10)] };
        await using var cluster = new SimulatedCluster(definition, options);
        var manifest = Manifests.Pod("p", gpus: 1, spec: static spec => spec.Objects("containers").First()["readinessProbe"] = new JsonObject());
        manifest.Ensure("metadata")["annotations"] = new JsonObject { [PodAnnotations.ModelGiB] = "40", [PodAnnotations.ImageGiB] = imageGiB };
        if (imageGiB is null)
            manifest.Ensure("metadata").Ensure("annotations").Remove(PodAnnotations.ImageGiB);
        cluster.Create(Kinds.Pods, manifest);
        cluster.Run(runs + 0.9);
        Assert.Equal("Pending", cluster.Pod("p").Phase);
        cluster.Run(0.2);
        Assert.Equal("Running", cluster.Pod("p").Phase);
        cluster.Run(ready - runs - 1.2);
        Assert.False(cluster.Pod("p").Ready);
        cluster.Run(0.2);
        Assert.True(cluster.Pod("p").Ready);
    }

    [Fact]
    public async Task Speed_divides_the_times()
    {
        var options = new SimulationOptions { SystemPods = false, Jitter = 0, ContainerStart = TimeSpan.FromSeconds(100), ImagePull = TimeSpan.Zero, Speed = 50 };
        await using var cluster = SimulatedCluster.Cpu(1, options);
        cluster.Create(Kinds.Pods, Manifests.Pod("p"));
        cluster.Run(1.9);
        Assert.Equal("Pending", cluster.Pod("p").Phase);
        cluster.Run(0.2);
        Assert.Equal("Running", cluster.Pod("p").Phase);
    }

    [Fact]
    public async Task A_deleted_pod_ends_within_its_grace()
    {
        var options = new SimulationOptions { SystemPods = false, TerminationGraceCap = TimeSpan.FromSeconds(20) };
        await using var cluster = SimulatedCluster.Cpu(1, options);
        cluster.Create(Kinds.Pods, Manifests.Pod("p", spec: static spec => spec["terminationGracePeriodSeconds"] = 10));
        cluster.Run(2);
        cluster.Api.Delete(Kinds.Pods, "default", "p");
        cluster.Run(9);
        Assert.True(cluster.Pod("p").Deleting);
        cluster.Run(2);
        Assert.Null(cluster.Find(Kinds.Pods, "p"));
    }

    [Fact]
    public async Task An_unbound_pod_is_deleted_at_once()
    {
        await using var cluster = new SimulatedCluster(SimulatedCluster.Mixed());
        cluster.Create(Kinds.Pods, Manifests.Pod("p"));
        cluster.Api.Delete(Kinds.Pods, "default", "p");
        cluster.Settle();
        Assert.Null(cluster.Find(Kinds.Pods, "p"));
    }

    [Fact]
    public async Task A_crashing_container_backs_off_longer_each_time()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        var manifest = Manifests.Pod("p");
        manifest.Ensure("metadata").Ensure("annotations")[PodAnnotations.Crash] = "true";
        cluster.Create(Kinds.Pods, manifest);
        cluster.Run(1);
        Assert.Equal("CrashLoopBackOff", Container(cluster.Pod("p")).Object("state").Object("waiting").Text("reason"));
        cluster.Run(20);

        // Waits of 1, 2, 4 and 8 seconds: four restarts, the fifth comes at 31.
        var container = Container(cluster.Pod("p"));
        Assert.Equal(4, container.Number("restartCount"));
        Assert.Equal(1, container.Object("lastState").Object("terminated").Number("exitCode"));
        Assert.Equal("Running", cluster.Pod("p").Phase);
        Assert.False(cluster.Pod("p").Ready);
        cluster.Run(15);
        Assert.Equal(5, Container(cluster.Pod("p")).Number("restartCount"));
    }

    [Theory]
    [InlineData("Never", "0", "Succeeded")]
    [InlineData("Never", "3", "Failed")]
    [InlineData("OnFailure", "0", "Succeeded")]
    public async Task A_pod_that_runs_to_its_end_says_how_it_ended(string restartPolicy, string exitCode, string phase)
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        var manifest = Manifests.Pod("p", spec: spec => spec["restartPolicy"] = restartPolicy);
        manifest.Ensure("metadata")["annotations"] = new JsonObject { [PodAnnotations.RunSeconds] = "30", [PodAnnotations.ExitCode] = exitCode };
        cluster.Create(Kinds.Pods, manifest);
        cluster.Run(29);
        Assert.Equal("Running", cluster.Pod("p").Phase);
        cluster.Run(3);
        Assert.Equal(phase, cluster.Pod("p").Phase);
        Assert.Equal(long.Parse(exitCode), Container(cluster.Pod("p")).Object("state").Object("terminated").Number("exitCode"));
        Assert.False(cluster.Pod("p").Ready);
    }

    [Fact]
    public async Task A_pod_that_never_gets_ready_runs_all_the_same()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        var manifest = Manifests.Pod("p");
        manifest.Ensure("metadata").Ensure("annotations")[PodAnnotations.NeverReady] = "true";
        cluster.Create(Kinds.Pods, manifest);
        cluster.Run(60);
        Assert.Equal("Running", cluster.Pod("p").Phase);
        Assert.False(cluster.Pod("p").Ready);
    }

    [Fact]
    public async Task A_simulation_started_over_a_living_cluster_goes_on()
    {
        var time = new SteppedTime();
        var api = new StoredCluster(time);
        var definition = SimulatedCluster.Mixed(new NodePoolDefinition("cpu", "cpu4") { Count = 1, MaxNodes = 1 });
        var options = new SimulationOptions { Stepped = true, SystemPods = false };
        var manifest = Manifests.Pod("p", spec: static spec => spec["restartPolicy"] = "Never");
        manifest.Ensure("metadata")["annotations"] = new JsonObject { [PodAnnotations.RunSeconds] = "60" };
        await using (var first = ClusterSimulation.Start(api, definition, options))
        {
            api.Create(Kinds.Pods, "default", manifest);
            Drive(first, time, 5);
        }

        Assert.Equal("Running", new PodView(api.Get(Kinds.Pods, "default", "p")!).Phase);
        await using var second = ClusterSimulation.Start(api, definition, options);
        Drive(second, time, 50);
        Assert.Equal("Running", new PodView(api.Get(Kinds.Pods, "default", "p")!).Phase);
        Drive(second, time, 10);
        Assert.Equal("Succeeded", new PodView(api.Get(Kinds.Pods, "default", "p")!).Phase);
        Assert.Single(api.List(Kinds.Nodes));
    }

    private static void Drive(ClusterSimulation simulation, SteppedTime time, double seconds)
    {
        var end = time.GetUtcNow().AddSeconds(seconds);
        simulation.RunUntilIdle();
        while (simulation.NextDue is { } due && due <= end)
        {
            time.Set(due);
            simulation.RunUntilIdle();
        }

        time.Set(end);
        simulation.RunUntilIdle();
    }

    private static JsonObject Container(PodView pod) => pod.Status.Objects("containerStatuses").Single();
}

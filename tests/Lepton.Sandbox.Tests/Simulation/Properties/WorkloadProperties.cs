using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Disruption;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation.Properties;

/// <summary>Whatever is done to workloads, once it stops the cluster comes to rest where the specs want it.</summary>
public sealed class WorkloadProperties
{
    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Deployments_converge_whatever_was_done_to_them(int seed)
    {
        var random = new Random(seed);
        await using var cluster = SimulatedCluster.Cpu(4);
        var image = 0;
        for (var i = 0; i < 3; i++)
            cluster.Create(Kinds.Deployments, Manifests.Deployment($"d{i}", random.Next(1, 6)));
        for (var step = 0; step < 25; step++)
        {
            var name = $"d{random.Next(3)}";
            switch (random.Next(5))
            {
                case 0:
                    var replicas = random.Next(0, 7);
                    cluster.Change(Kinds.Deployments, name, json => json.Ensure("spec")["replicas"] = replicas);
                    break;
                case 1:
                    var version = image++;
                    cluster.Change(Kinds.Deployments, name, json => Manifests.Container(json.Ensure("spec"))["image"] = $"registry.example/app:{version}");
                    break;
                case 2 when cluster.Pods() is { Count: > 0 } pods:
                    cluster.Api.Delete(Kinds.Pods, "default", pods[random.Next(pods.Count)].Name);
                    break;
                case 3:
                    await cluster.Simulation.Faults.LoseNode($"member-cpu-{random.Next(4)}");
                    break;
                default:
                    await cluster.Simulation.Faults.RecoverNode($"member-cpu-{random.Next(4)}");
                    break;
            }

            cluster.Run(random.Next(1, 20) / 10.0);
        }

        for (var node = 0; node < 4; node++)
            await cluster.Simulation.Faults.RecoverNode($"member-cpu-{node}");
        cluster.Run(120);
        for (var i = 0; i < 3; i++)
            AssertAtRest(cluster, $"d{i}");
        var writes = cluster.Api.Writes;
        cluster.Run(60);
        Assert.Equal(writes, cluster.Api.Writes);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Indexed_jobs_count_every_index_once_whatever_happens_to_their_pods(int seed)
    {
        var random = new Random(seed);
        await using var cluster = SimulatedCluster.Cpu(3);
        var completions = random.Next(2, 9);
        var parallelism = random.Next(1, completions + 1);
        cluster.Create(Kinds.Jobs, Manifests.Job("train", spec =>
        {
            spec["completionMode"] = "Indexed";
            spec["completions"] = completions;
            spec["parallelism"] = parallelism;
            spec["backoffLimit"] = 1000;
        }));
        var done = new HashSet<string>(StringComparer.Ordinal);
        for (var step = 0; step < 60; step++)
        {
            if (random.Next(4) == 0 && cluster.Pods("train").Where(static pod => pod.Active).ToList() is { Count: > 0 } pods)
                cluster.Api.Delete(Kinds.Pods, "default", pods[random.Next(pods.Count)].Name);
            cluster.Run(0.5, () =>
            {
                Assert.InRange(cluster.Pods("train").Count(static pod => pod.Active), 0, parallelism);
                foreach (var pod in cluster.Pods("train").Where(static pod => pod.Phase == "Succeeded"))
                    done.Add(pod.Annotation("batch.kubernetes.io/job-completion-index")!);
            });
        }

        cluster.Run(120);
        var status = cluster.Get(Kinds.Jobs, "train").Status;
        Assert.True(Conditions.IsTrue(status, "Complete"), status!.ToJsonString());
        Assert.Equal(completions, status.Number("succeeded"));
        Assert.Equal(completions == 2 ? "0,1" : $"0-{completions - 1}", status.Text("completedIndexes"));
        Assert.Equal(0, status.Number("active") ?? 0);
        Assert.Equal(completions, done.Count);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Evictions_never_take_more_than_the_budget_allows(int seed)
    {
        var random = new Random(seed);
        await using var cluster = SimulatedCluster.Cpu(3);
        var replicas = random.Next(2, 7);
        var least = random.Next(1, replicas + 1);
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", replicas));
        cluster.Create(Kinds.PodDisruptionBudgets, DisruptionTests.Budget("minAvailable", $"{least}"));
        cluster.Run(5);
        for (var step = 0; step < 40; step++)
        {
            var pods = cluster.Pods("web");
            TryEvict(cluster, pods[random.Next(pods.Count)].Name);
            cluster.Run(random.Next(0, 10) / 10.0, () => Assert.True(cluster.Pods("web").Count(static pod => pod is { Ready: true, Deleting: false }) >= least));
        }

        cluster.Run(10);
        AssertAtRest(cluster, "web");
    }

    private static void TryEvict(SimulatedCluster cluster, string pod)
    {
        try
        {
            PodEviction.Evict(cluster.Api, "default", pod);
        }
        catch (ApiStatusException refused) when (refused.Code == 429)
        {
            // The budget holds: nothing must have changed, which the caller asserts.
        }
    }

    private static void AssertAtRest(SimulatedCluster cluster, string name)
    {
        var deployment = cluster.Get(Kinds.Deployments, name);
        var wanted = deployment.Spec.Number("replicas") ?? 1;
        Assert.Equal(deployment.Generation, deployment.Status.Number("observedGeneration"));
        Assert.Equal(wanted, deployment.Status.Number("availableReplicas") ?? 0);
        Assert.Equal(wanted, deployment.Status.Number("updatedReplicas") ?? 0);
        Assert.Equal(wanted, deployment.Status.Number("replicas") ?? 0);
        var pods = cluster.Pods(name);
        Assert.Equal(wanted, pods.Count);
        var image = Manifests.Container(deployment.Spec!).Text("image");
        Assert.All(pods, pod => Assert.Equal(image, pod.Spec.Objects("containers").First().Text("image")));
    }
}

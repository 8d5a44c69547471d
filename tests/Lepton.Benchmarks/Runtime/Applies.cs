using System.Diagnostics;
using System.Text.Json.Nodes;
using Lepton.Benchmarks.Reports;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Benchmarks.Runtime;

/// <summary>Server-side applies of a Deployment to one member and to ten, eight at a time to each as the operator does.</summary>
internal static class Applies
{
    private const int Concurrency = 8;
    private const int Requests = 4_000;
    private const int Members = 10;

    public static async Task<IReadOnlyList<Figure>> RunAsync(RunOptions options)
    {
        using var servers = await ObjectServerProcess.StartAsync(Members, 0, 0);
        var clients = Enumerable.Range(0, Members).Select(servers.Connect).ToList();
        var figures = new List<Figure>();
        foreach (var members in new[] { 1, Members })
        {
            await OnceAsync(clients[..members]);
            var runs = new List<(double PerSecond, double Milliseconds, double Bytes)>();
            for (var i = 0; i < options.Repetitions; i++)
                runs.Add(await OnceAsync(clients[..members]));
            var to = members == 1 ? "one member" : $"{members} members";
            figures.Add(Figure.Median($"applies to {to}", runs.Select(r => r.PerSecond), "/s", moreIsBetter: true));
            figures.Add(Figure.Median($"processor time per apply to {to}", runs.Select(r => r.Milliseconds), "ms"));
            figures.Add(Figure.Median($"allocated per apply to {to}", runs.Select(r => r.Bytes), "B"));
        }

        foreach (var client in clients)
            client.Dispose();
        return figures;
    }

    private static async Task<(double PerSecond, double Milliseconds, double Bytes)> OnceAsync(IReadOnlyList<KubernetesClient> clients)
    {
        var (clock, cpu, allocated) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        await Task.WhenAll(clients.Select(client => Task.Run(() => ApplyAsync(client, Requests / clients.Count))));
        return (Requests / clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / Requests, (double)(GC.GetTotalAllocatedBytes() - allocated) / Requests);
    }

    private static Task ApplyAsync(KubernetesClient client, int count)
    {
        var deployments = client.Resource(ResourceDefinition.Of<V1Deployment>());
        var options = new ApplyOptions("bench") { Force = true };
        return Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Concurrency },
            async (i, token) => await deployments.ApplyAsync(new UnstructuredObject(Deployment(i)), options, token));
    }

    private static JsonObject Deployment(int index)
    {
        var labels = new JsonObject { ["app"] = $"model-{index}" };
        return new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["metadata"] = new JsonObject { ["name"] = $"model-{index}", ["namespace"] = "bench", ["labels"] = labels },
            ["spec"] = new JsonObject
            {
                ["replicas"] = 2,
                ["selector"] = new JsonObject { ["matchLabels"] = labels.DeepClone() },
                ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels.DeepClone() }, ["spec"] = EndToEnd.Inventory.Pod(index, "node")["spec"]!.DeepClone() },
            },
        };
    }
}

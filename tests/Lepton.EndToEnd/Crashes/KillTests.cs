using Lepton.Api.Models;
using Lepton.Cli.Demo;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Hosting;
using Xunit;

namespace Lepton.EndToEnd.Crashes;

/// <summary>The operator as a process of its own, killed (SIGKILL) again and again in the midst of work.</summary>
[Trait("Suite", "long")]
public sealed class KillTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    private const int Kills = 6;

    private static readonly Dictionary<string, string> Quick = new(OperatorCrashes.ShortLease, StringComparer.Ordinal)
    {
        ["LEPTON_Members__ProbeInterval"] = "00:00:01",
        ["LEPTON_Members__ProbeTimeout"] = "00:00:05",
        ["LEPTON_Members__RefreshInterval"] = "00:00:02",
    };

    [Theory]
    [InlineData(20260214)]
    [InlineData(7)]
    public async Task Killed_at_any_moment_it_converges_with_nothing_duplicated_or_lost(int seed)
    {
        await Fleet.StopOperatorAsync();
        var random = new Random(seed);
        var log = Path.Combine(Fleet.Session.Folder, "operator.log");
        string? holder = null;
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var process = OperatorProcess.Start(Repository.OperatorProgram, Fleet.Session.HubKubeconfig, log, Quick);
            holder = await LeadsAsync(holder, process);
            var work = WorkAsync(kill);
            await Task.Delay(random.Next(20, 1500));
            await process.KillAsync();
            await work;
        }

        await using var last = OperatorProcess.Start(Repository.OperatorProgram, Fleet.Session.HubKubeconfig, log, Quick);
        await LeadsAsync(holder, last);
        var picture = await Fleet.SettledAsync(p => p.Models.Select(m => m.Metadata.Name).Contains("m1") ? "m1 is not deleted yet" : null);

        Assert.False(last.HasExited);
        Assert.Equal(["gang", "m0", "m2", "m3", "m4", "m5"], picture.Models.Select(m => m.Metadata.Name));
        Assert.Empty(FleetChecks.Settled(picture));
        // What was decided is what is wanted, and each replica runs once.
        foreach (var model in picture.Models.Where(m => m.Spec.Workload == WorkloadKind.Inference))
        {
            Assert.Equal(model.Spec.Replicas, model.Status!.Placements!.Sum(p => p.Replicas));
            Assert.Equal(model.Spec.Replicas, await PodsAsync(model.Metadata.Name!));
        }

        Assert.Equal(2, await PodsAsync("gang"));
        Assert.Equal(0, await PodsAsync("m1"));
    }

    /// <summary>A new model with each round, and a change of those from before.</summary>
    private async Task WorkAsync(int round)
    {
        await Fleet.ApplyAsync(SmallFleet.Model("killed", $"m{round}", $"replicas: {1 + round % 3}"));
        switch (round)
        {
            case 1:
                await Fleet.ApplyAsync(SmallFleet.Model("killed", "gang", "{ workload: Training, replicas: null, ports: null, training: { parallelism: 2 } }"));
                break;
            case 2:
                await Fleet.ChangeAsync("killed", "m0", "replicas: 3");
                break;
            case 3:
                await Fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 9));
                break;
            case 4:
                await Fleet.DeleteAsync("killed", "m1");
                break;
            case 5:
                await Fleet.ReplaceAsync(SmallFleet.Provider("azure", "Azure", "eastus", 1));
                await Fleet.ChangeAsync("killed", "m2", "image: registry.example/serve:2");
                break;
        }
    }

    private async Task<string> LeadsAsync(string? before, OperatorProcess process)
    {
        string? holder = null;
        await Fleet.UntilAsync("a new process leads", async () =>
        {
            Assert.False(process.HasExited, $"the operator ended by itself; see its log: {(File.Exists(process.LogFile) ? string.Join(" | ", ReadLog(process.LogFile).TakeLast(5)) : "none")}");
            holder = (await Fleet.Hub.Resource<V1Lease>().TryGetAsync(OperatorProgram.LeaseName, "lepton-system"))?.Spec?.HolderIdentity;
            return string.IsNullOrEmpty(holder) || holder == before ? $"the holder is {holder}" : null;
        });
        return holder!;
    }

    private static List<string> ReadLog(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n')];
    }

    private async Task<int> PodsAsync(string model)
    {
        var count = 0;
        foreach (var member in SmallFleet.Members)
        {
            var pods = await Fleet.Member(member).Resource<V1Pod>().ListAllAsync("killed", new Kubernetes.Http.ListOptions { LabelSelector = $"lepton.ai/model={model}" });
            count += pods.Items.Count(p => p.Metadata.DeletionTimestamp is null && p.Status?.Phase is "Pending" or "Running");
        }

        return count;
    }
}

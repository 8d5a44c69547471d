using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Hosting;
using Xunit;

namespace Lepton.EndToEnd.Moves;

/// <summary>The operator's own program, started again after each kill, until there is nothing left to write.</summary>
internal static class KilledOperator
{
    /// <summary>A move has some thirty writes: an operator that writes on and on without getting further is found out.</summary>
    private const int MostKills = 120;

    private static readonly Dictionary<string, string> Quick = new(OperatorCrashes.ShortLease, StringComparer.Ordinal)
    {
        ["LEPTON_Members__ProbeInterval"] = "00:00:01",
        ["LEPTON_Members__ProbeTimeout"] = "00:00:05",
        ["LEPTON_Members__RefreshInterval"] = "00:00:02",
        ["LEPTON_Planner__Debounce"] = "00:00:00.050",
    };

    /// <param name="isDone">Whether all is as it should be in the end.</param>
    public static async Task RunAsync(TestFleet fleet, WriteKills kills, Func<Task<bool>> isDone)
    {
        var log = Path.Combine(fleet.Session.Folder, "operator.log");
        for (var kill = 0; kill < MostKills; kill++)
        {
            await using var process = OperatorProcess.Start(Repository.OperatorProgram, fleet.Session.HubKubeconfig, log, Quick);
            kills.Aim(process);
            await fleet.UntilAsync("the operator is killed or done", async () => process.HasExited || await isDone() ? null : $"after {kills.Kills.Count} kills, the last {(kills.Kills is [.., var last] ? last : "none")}");
            if (!process.HasExited)
            {
                // Nothing is left to write: it lives.
                kills.Aim(null);
                return;
            }

            await kills.EndAsync();
            Assert.True(kills.Kills.Count == kill + 1, $"the operator ended by itself after {kills.Kills.Count} kills, see {log}");
            // Nobody holds it any more: the next one need not wait for its end.
            await TestFleet.IgnoreGoneAsync(() => fleet.Hub.Resource<V1Lease>().DeleteAsync(OperatorProgram.LeaseName, "lepton-system"));
        }

        Assert.Fail($"no end after {MostKills} kills: {string.Join("; ", kills.Kills.TakeLast(10))}");
    }
}

using System.Diagnostics;
using System.Text.Json.Nodes;
using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Serialization;
using Xunit;

namespace Lepton.EndToEnd.Leadership;

/// <summary>One operator process among several, with its own way to the hub.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["LEPTON_Members__ProbeInterval"] = "00:00:01",
        ["LEPTON_Members__ProbeTimeout"] = "00:00:05",
        ["LEPTON_Members__RefreshInterval"] = "00:00:02",
        ["LEPTON_Planner__Debounce"] = "00:00:00.02",
    };

    private static int _count;
    private readonly OperatorProcess _process;
    private readonly string _log;

    private Replica(OperatorProcess process, Relay hub, string log) => (_process, Hub, _log) = (process, hub, log);

    public Relay Hub { get; }

    /// <summary>As it stands in the Lease and in audit logs.</summary>
    public string Identity { get; private set; } = "";

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts one and waits until it stands for election.</summary>
    public static async Task<Replica> StartAsync(TestFleet fleet, LeaseTimes times)
    {
        var number = Interlocked.Increment(ref _count);
        var hub = fleet.Hub.BaseAddress;
        var relay = new Relay(hub);
        var kubeconfig = Path.Combine(fleet.Session.Folder, $"replica-{number}.kubeconfig");
        var config = (JsonObject)KubernetesYaml.LoadAll(await File.ReadAllTextAsync(fleet.HubKubeconfig)).Single()!;
        foreach (var cluster in config["clusters"]!.AsArray().Select(c => c!["cluster"]!))
        {
            cluster["server"] = relay.Address.ToString();
            if (hub.HostNameType == UriHostNameType.Dns)
                cluster["tls-server-name"] ??= hub.Host;
        }

        await File.WriteAllTextAsync(kubeconfig, config.ToJsonString());
        var log = Path.Combine(fleet.Session.Folder, $"replica-{number}.log");
        var replica = new Replica(OperatorProcess.Start(Repository.OperatorProgram, kubeconfig, log, new Dictionary<string, string>(Settings.Concat(times.Settings), StringComparer.Ordinal)), relay, log);
        await fleet.UntilAsync($"replica {number} stands for election", () => Task.FromResult(replica.FindIdentity() ? null : replica.LastWords()));
        return replica;
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>As <c>kill -STOP</c>: it does nothing more and is told nothing.</summary>
    public Task StopAsync() => SignalAsync("STOP");

    /// <summary>As <c>kill -CONT</c>.</summary>
    public Task ContinueAsync() => SignalAsync("CONT");

    public string LastWords() => string.Join(" | ", Lines().TakeLast(5));

    public async ValueTask DisposeAsync()
    {
        await _process.KillAsync();
        await _process.DisposeAsync();
        await Hub.DisposeAsync();
    }

    private bool FindIdentity()
    {
        const string before = "waiting to be elected as ";
        if (Lines().FirstOrDefault(l => l.Contains(before, StringComparison.Ordinal)) is not { } line)
            return false;
        Identity = line[(line.IndexOf(before, StringComparison.Ordinal) + before.Length)..].Trim();
        return true;
    }

    private IEnumerable<string> Lines()
    {
        if (!File.Exists(_log))
            return [];
        using var reader = new StreamReader(new FileStream(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill") { ArgumentList = { $"-{signal}", $"{_process.Id}" } })!;
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}

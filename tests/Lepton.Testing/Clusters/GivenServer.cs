using System.Diagnostics;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Testing.Time;

namespace Lepton.Testing.Clusters;

/// <summary>The API server somebody gave to the tests by environment (docs/how-to/test-against-real-clusters.md), and how it is made to end and to return.</summary>
public static class GivenServer
{
    /// <summary>Names a kubeconfig with the rights of an administrator.</summary>
    public const string Variable = "LEPTON_TEST_KUBECONFIG";

    /// <summary>A command that ends the API server at once, as a crash does.</summary>
    public const string StopVariable = "LEPTON_TEST_STOP_SERVER";

    /// <summary>A command that starts it again, at the same address and with what it had stored.</summary>
    public const string StartVariable = "LEPTON_TEST_START_SERVER";

    /// <summary>Why a test is skipped that must end a given server.</summary>
    public const string CannotRestart = $"{StopVariable} and {StartVariable} give no commands by which the server of {Variable} ends and returns";

    /// <summary>Why a test is skipped that tells against what server others ran.</summary>
    public const string NotGiven = $"{Variable} names no kubeconfig: what needs an API server ran on the sandbox alone (docs/how-to/test-against-real-clusters.md)";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The kubeconfig's file; null where none is given.</summary>
    public static string? Kubeconfig { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file ? file : null;

    public static bool IsGiven => Kubeconfig is not null;

    /// <summary>There are commands for it.</summary>
    public static bool CanRestart => Command(StopVariable) is not null && Command(StartVariable) is not null;

    /// <exception cref="InvalidOperationException">None is given.</exception>
    public static KubernetesClientConfiguration Configuration() =>
        KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig ?? throw new InvalidOperationException($"{Variable} names no kubeconfig"));

    /// <summary>Writes against what server the tests of a project ran.</summary>
    /// <returns>The server's version; null when it says none.</returns>
    public static async Task<string?> ReportAsync(string project)
    {
        using var client = new KubernetesClient(Configuration());
        var version = (string?)(await client.RequestAsync(HttpMethod.Get, "/version"))!["gitVersion"];
        TestReport.Line($"{project}: the tests that need an API server ran on the given one, Kubernetes {version}, {(CanRestart ? "which they restarted" : "which they may not restart: " + CannotRestart)}");
        return version;
    }

    /// <summary>Ends the API server.</summary>
    public static Task StopAsync() => RunAsync(Command(StopVariable) ?? throw new InvalidOperationException(CannotRestart));

    /// <summary>Starts it again and waits until it says that it is ready.</summary>
    public static async Task StartAsync()
    {
        await RunAsync(Command(StartVariable) ?? throw new InvalidOperationException(CannotRestart));
        using var client = new KubernetesClient(Configuration());
        await Eventually.TrueAsync(() => IsReady(client), Patience);
    }

    private static bool IsReady(KubernetesClient client)
    {
        try
        {
            client.Resource<Kubernetes.Models.V1Namespace>().GetAsync("default").GetAwaiter().GetResult();
            return true;
        }
        catch (Exception e) when (e is KubernetesApiException or HttpRequestException)
        {
            return false;
        }
    }

    private static string? Command(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } command ? command : null;

    private static async Task RunAsync(string command)
    {
        // What it prints goes nowhere: what it starts may keep its output open.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{command} >/dev/null 2>&1 </dev/null"])) ?? throw new InvalidOperationException($"{command}: not started");
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command}: exit status {process.ExitCode}");
    }
}

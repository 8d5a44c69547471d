using System.Diagnostics;

namespace Lepton.Cli.Sandboxes;

/// <summary>The operator as a process of its own, which knows the clusters only through the kubeconfig it is given.</summary>
internal sealed class OperatorProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _copy;
    private readonly StreamWriter _log;

    private OperatorProcess(Process process, string logFile)
    {
        _process = process;
        LogFile = logFile;
        _log = new StreamWriter(logFile, append: true) { AutoFlush = true };
        _copy = Task.WhenAll(CopyAsync(process.StandardOutput), CopyAsync(process.StandardError));
    }

    public string LogFile { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <param name="program">The operator's executable.</param>
    /// <param name="kubeconfig">File with the hub's kubeconfig.</param>
    /// <param name="logFile">Where its output is appended, in a folder of the caller's that holds its temporary files too.</param>
    /// <param name="settings">Configuration keys, given by environment.</param>
    /// <param name="metricsPort">Where it serves its metrics to this machine; 0 for any free port.</param>
    /// <param name="dashboardPort">Where it serves the dashboard to everybody on this machine; null for nowhere.</param>
    /// <param name="webhooks">Serve admission webhooks, to this machine on any free port.</param>
    public static OperatorProcess Start(string program, string kubeconfig, string logFile, IReadOnlyDictionary<string, string>? settings = null, int metricsPort = 0, bool webhooks = false, int? dashboardPort = null)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] arguments = ["--kubeconfig", kubeconfig, "--leader-elect=true", "--metrics-bind-address", $"127.0.0.1:{metricsPort}", "--webhook-bind-address", webhooks ? "127.0.0.1:0" : "0", "--health-probe-bind-address", "127.0.0.1:0", "--log-format", "text"];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        if (dashboardPort is { } port)
        {
            start.ArgumentList.Add("--dashboard-bind-address");
            start.ArgumentList.Add($"127.0.0.1:{port}");
            start.Environment["LEPTON_Dashboard__Access"] = "Open";
            start.Environment["LEPTON_Dashboard__HistoryInterval"] = "00:00:05";
        }

        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        // The clusters are those of the kubeconfig and no others.
        start.Environment.Remove("KUBECONFIG");
        // What the runtime leaves behind of a killed process goes with the folder of its log.
        start.Environment["TMPDIR"] = Path.GetDirectoryName(Path.GetFullPath(logFile));
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started");
        return new OperatorProcess(process, logFile);
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end (SIGTERM), and insists after 15 seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // By the shell, whose kill is there where the program of that name is not.
            using var terminate = Process.Start(new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", $"kill -TERM {_process.Id}" } });
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }

        await _copy;
        await _log.DisposeAsync();
        _process.Dispose();
    }

    private async Task CopyAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_log)
                _log.WriteLine(line);
        }
    }
}

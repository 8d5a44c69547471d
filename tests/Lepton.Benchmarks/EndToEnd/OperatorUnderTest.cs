using System.Diagnostics;
using System.Globalization;

namespace Lepton.Benchmarks.EndToEnd;

/// <summary>The operator's process, and what it took so far: its own, not that of the API servers.</summary>
internal sealed class OperatorUnderTest : IDisposable
{
    private readonly Process _process;
    private readonly StreamWriter _log;

    private OperatorUnderTest(Process process, StreamWriter log) => (_process, _log) = (process, log);

    /// <summary>Processor time in all threads.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory now, in MiB.</summary>
    public double ResidentMiB => Status("VmRSS");

    /// <summary>The most it ever was, in MiB.</summary>
    public double PeakMiB => Status("VmHWM");

    public static OperatorUnderTest Start(string program, string kubeconfig, string logFile)
    {
        if (!File.Exists(program))
            throw new FileNotFoundException($"--operator: found no program \"{program}\"; build it with make build", program);
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[] { "--kubeconfig", kubeconfig, "--metrics-bind-address", "127.0.0.1:0", "--health-probe-bind-address", "127.0.0.1:0" })
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var log = new StreamWriter(logFile, append: true);
        foreach (var reader in new[] { process.StandardOutput, process.StandardError })
            _ = Task.Run(() => CopyAsync(reader, log));
        return new OperatorUnderTest(process, log);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        lock (_log)
            _log.Dispose();
    }

    private static async Task CopyAsync(StreamReader reader, StreamWriter log)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (log)
            {
                if (log.BaseStream is { CanWrite: true })
                    log.WriteLine(line);
            }
        }
    }

    private double Status(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}

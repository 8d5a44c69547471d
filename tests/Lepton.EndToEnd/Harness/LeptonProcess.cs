using System.Diagnostics;
using Lepton.Testing.Files;
using Xunit;

namespace Lepton.EndToEnd.Harness;

/// <summary>The program <c>lepton</c> as people start it, with a folder of its own for temporary files.</summary>
internal sealed class LeptonProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Task _reading;

    private LeptonProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>Its temporary files, and those of what it starts.</summary>
    public TempFolder Temporary { get; private init; } = null!;

    public string Output
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    public static LeptonProcess Start(params string[] arguments)
    {
        // An interrupt is ignored by what a shell script started in the background, and by all that starts: as people start it, it is not.
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] all = ["--default-signal=INT", Repository.Built("src", "Lepton.Cli", OperatingSystem.IsWindows() ? "lepton.exe" : "lepton"), .. arguments];
        foreach (var argument in all)
            start.ArgumentList.Add(argument);
        var temporary = new TempFolder();
        start.Environment["TMPDIR"] = temporary.Path;
        // As where it is typed: what it writes into a pipe is no terminal's for that.
        start.Environment["TERM"] = "xterm-256color";
        return new LeptonProcess(Process.Start(start)!) { Temporary = temporary };
    }

    /// <summary>The arguments that a command with a sandbox needs in a checkout.</summary>
    public static string[] FromCheckout(params string[] command) =>
        [.. command, "--operator", Repository.OperatorProgram, "--samples", Repository.PathOf("config", "samples"), "--crds", Repository.PathOf("config", "crd")];

    /// <summary>Waits for a text in its output.</summary>
    public async Task SaysAsync(string text)
    {
        var end = DateTimeOffset.UtcNow + Patience;
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited, $"it ended before it said \"{text}\": {Output}");
            Assert.True(DateTimeOffset.UtcNow < end, $"it did not say \"{text}\": {Output}");
            await Task.Delay(100);
        }
    }

    public Task SignalAsync(string signal) => RunAsync("/bin/sh", "-c", $"kill -{signal} {_process.Id}");

    /// <summary>Its exit status.</summary>
    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Temporary.Dispose();
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lines)
                _lines.Add(line);
        }
    }
}

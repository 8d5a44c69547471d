using System.Diagnostics;

namespace Lepton.Benchmarks;

/// <summary>
/// This program again, with other arguments: what one side takes is told from what the other takes. The child answers each line with <see cref="Done"/> and ends with its
/// input.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    public const string Done = "done";
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public static async Task<ChildProcess> StartAsync(IEnumerable<string> arguments)
    {
        var child = new ChildProcess(Launch(arguments));
        await child.AnsweredAsync();
        return child;
    }

    /// <summary>Runs to its end, and answers what it wrote.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> OutputOfAsync(IEnumerable<string> arguments)
    {
        using var process = Launch(arguments);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{process.StartInfo.ArgumentList[0]} ended with {process.ExitCode}");
    }

    public async Task TellAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await AnsweredAsync();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        _process.Dispose();
    }

    private static Process Launch(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private async Task AnsweredAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == Done)
                return;
        }

        throw new InvalidOperationException($"{_process.StartInfo.ArgumentList[0]} ended with {_process.ExitCode}");
    }
}

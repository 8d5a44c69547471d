using System.Diagnostics;
using Xunit;

namespace Lepton.EndToEnd.Harness;

/// <summary>The real kubectl against an API server.</summary>
internal sealed class Kubectl(string kubeconfig)
{
    private static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "kubectl.exe" : "kubectl"))
        .FirstOrDefault(File.Exists);

    public static void SkipIfMissing() => Skip.If(Program is null, "kubectl is not on the PATH");

    /// <summary>What it prints; fails when it does.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output, error) = await TryAsync(null, arguments);
        Assert.True(code == 0, $"kubectl {string.Join(' ', arguments)} ended with {code}: {error}{output}");
        return output;
    }

    /// <param name="input">For <c>-f -</c>.</param>
    public async Task<(int Code, string Output, string Error)> TryAsync(string? input, params string[] arguments)
    {
        using var process = Start(arguments, input is not null);
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }

        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Lines of a command that goes on (<c>get -w</c>) while <paramref name="meanwhile"/> happens, until one contains <paramref name="expected"/>.</summary>
    public async Task<IReadOnlyList<string>> FollowAsync(string expected, Func<Task> meanwhile, params string[] arguments)
    {
        using var process = Start(arguments, input: false);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var lines = new List<string>();
        try
        {
            // The first line shows that the watch stands.
            lines.Add(await process.StandardOutput.ReadLineAsync(patience.Token) ?? "");
            await meanwhile();
            while (!lines[^1].Contains(expected, StringComparison.Ordinal) && await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
                lines.Add(line);
        }
        finally
        {
            process.Kill();
        }

        return lines;
    }

    private Process Start(string[] arguments, bool input)
    {
        var start = new ProcessStartInfo(Program!) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = input, UseShellExecute = false };
        start.ArgumentList.Add("--kubeconfig");
        start.ArgumentList.Add(kubeconfig);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}

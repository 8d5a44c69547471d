using System.Diagnostics;

namespace Lepton.Testing.Programs;

/// <summary>The real kubectl, found on the PATH, against an API server.</summary>
public sealed class Kubectl(string kubeconfig)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Where kubectl is; null when it is not on the PATH.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "kubectl.exe" : "kubectl"))
        .FirstOrDefault(File.Exists);

    /// <summary>The command of <c>kubectl edit</c>; gets the file as its argument.</summary>
    public string? Editor { get; init; }

    /// <summary>Where discovery is cached; null for the user's own cache.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>What it prints; throws when it ends with anything but 0.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it printed.</exception>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (code, output, error) = await TryAsync(null, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"kubectl {string.Join(' ', arguments)} ended with {code}: {error}{output}");
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
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Lines of a command that goes on (<c>get -w</c>) while <paramref name="meanwhile"/> happens, until one contains <paramref name="expected"/>.</summary>
    public async Task<IReadOnlyList<string>> FollowAsync(string expected, Func<Task> meanwhile, params string[] arguments)
    {
        using var process = Start(arguments, input: false);
        using var patience = new CancellationTokenSource(Patience);
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
        if (CacheFolder is not null)
        {
            start.ArgumentList.Add("--cache-dir");
            start.ArgumentList.Add(CacheFolder);
        }

        if (Editor is not null)
            start.Environment["KUBE_EDITOR"] = Editor;
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}

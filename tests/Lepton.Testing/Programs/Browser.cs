using System.Diagnostics;
using Lepton.Testing.Files;

namespace Lepton.Testing.Programs;

/// <summary>What a real browser made of a page.</summary>
/// <param name="Document">The page as it stood after its scripts.</param>
/// <param name="Console">What the browser complained of: scripts, policies, files that did not come.</param>
/// <param name="Picture">PNG; null when none was asked for.</param>
public sealed record BrowserVisit(string Document, IReadOnlyList<string> Console, byte[]? Picture);

/// <summary>A headless browser, where one is on PATH.</summary>
public static class Browser
{
    private static readonly string[] Names = ["chromium", "chromium-headless-shell", "chromium-browser", "google-chrome"];

    /// <summary>Null where there is none.</summary>
    public static string? Program { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>Why a test is skipped that needs one.</summary>
    public static string NotFound { get; } = $"no browser on PATH (looked for {string.Join(", ", Names)})";

    /// <param name="address">Of the page.</param>
    /// <param name="picture">Take one too.</param>
    /// <param name="dark">As somebody who prefers dark pages.</param>
    public static async Task<BrowserVisit> OpenAsync(string address, bool picture = false, bool dark = false)
    {
        using var folder = new TempFolder();
        var (document, errors) = await RunAsync(folder.Path, dark, "--dump-dom", address);
        byte[]? png = null;
        if (picture)
        {
            var file = Path.Combine(folder.Path, "page.png");
            await RunAsync(folder.Path, dark, $"--screenshot={file}", "--window-size=1280,1600", address);
            png = await File.ReadAllBytesAsync(file);
        }

        return new BrowserVisit(document, [.. errors.Split('\n').Where(line => line.Contains(":CONSOLE", StringComparison.Ordinal))], png);
    }

    private static async Task<(string Output, string Errors)> RunAsync(string folder, bool dark, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program ?? throw new InvalidOperationException(NotFound)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] always = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", $"--user-data-dir={folder}/profile", $"--blink-settings=preferredColorScheme={(dark ? 0 : 1)}"];
        foreach (var argument in always.Concat(arguments))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 ? (output, await errors) : throw new InvalidOperationException($"the browser ended with {process.ExitCode}: {await errors}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}

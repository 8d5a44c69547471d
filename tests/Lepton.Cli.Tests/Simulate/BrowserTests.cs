using System.Diagnostics;
using System.Text.RegularExpressions;
using Lepton.Cli.Simulate.Reports;

namespace Lepton.Cli.Tests.Simulate;

/// <summary>The page in a real browser, where one is on PATH.</summary>
public sealed class BrowserTests
{
    private static readonly string[] Names = ["chromium", "chromium-headless-shell", "chromium-browser", "google-chrome"];

    [SkippableFact]
    public async Task The_page_runs_in_a_headless_browser_and_draws_what_the_report_says()
    {
        var browser = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        Skip.If(browser is null, $"no browser on PATH (looked for {string.Join(", ", Names)}): the page is not opened");
        var folder = Directory.CreateTempSubdirectory("lepton-page-");
        try
        {
            // A script at the end clicks the first legend entry, so that the dump shows that the page's own script works.
            var page = HtmlReport.Of(ReportTests.Report("mine", "other")).Replace("</body>", "<script>document.querySelector('.legend button').click()</script></body>", StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "page.html"), page);
            var dom = await DumpAsync(browser!, folder.FullName);
            Assert.Matches("<body[^>]* data-ready=\"2\"", dom);
            Assert.Equal(3, Regex.Count(dom, "<svg "));
            Assert.Equal(2 + 1 + 2 + 3, Regex.Count(dom, "<path class=\"line\""));
            Assert.Equal(1, Regex.Count(dom, "<path class=\"line\"[^>]*display: none"));
            Assert.Equal(2, Regex.Count(dom.Split("id=\"totals\"")[1].Split("</tbody>")[0], "<tr><td>"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> DumpAsync(string browser, string folder)
    {
        var start = new ProcessStartInfo(browser) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={folder}/profile", "--dump-dom", $"file://{folder}/page.html" })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            var dom = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, await errors);
            return dom;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}

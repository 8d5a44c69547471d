using System.Text.RegularExpressions;
using Lepton.Cli.Simulate.Reports;
using Lepton.Testing.Programs;

namespace Lepton.Cli.Tests.Simulate;

/// <summary>The page in a real browser, where one is on PATH.</summary>
public sealed class BrowserTests
{
    [SkippableFact]
    public async Task The_page_runs_in_a_headless_browser_and_draws_what_the_report_says()
    {
        Skip.If(Browser.Program is null, $"{Browser.NotFound}: the page is not opened");
        var folder = Directory.CreateTempSubdirectory("lepton-page-");
        try
        {
            // A script at the end clicks the first legend entry, so that the dump shows that the page's own script works.
            var page = HtmlReport.Of(ReportTests.Report("mine", "other")).Replace("</body>", "<script>document.querySelector('.legend button').click()</script></body>", StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "page.html"), page);
            var dom = (await Browser.OpenAsync($"file://{folder.FullName}/page.html")).Document;
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
}

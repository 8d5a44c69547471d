using System.Globalization;
using System.Text;
using System.Text.Json;
using Lepton.Cli.Simulate.Running;
using Lepton.Operator.Views;

namespace Lepton.Cli.Simulate.Reports;

/// <summary>The report as one page that needs nothing else: figures, plots (SVG) and the data itself as JSON. A click on a legend hides a line.</summary>
internal static class HtmlReport
{
    private static readonly string[] Colors = ["#0b6e4f", "#c8553d", "#3066be", "#8a6fae", "#b8860b", "#555555"];

    public static string Of(SimulationReport report)
    {
        var page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        page.Append($"<title>Simulation of {SvgPlot.Text(report.Fleet)}</title><style>{Style}</style></head><body>");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{SvgPlot.Text(report.Fleet)}</h1><p>{report.Hours / 24:0.##} days, seed {report.Seed}. ");
        if (report.Least is { } least)
            page.Append(CultureInfo.InvariantCulture, $"No placement that serves all demand costs less than <b id=\"bound\">${least.Dollars:#,0}</b> (certified); placed afresh all the time, moves free, it would cost ${least.Afresh:#,0}.");
        page.Append("</p>");
        Table(page, report);
        page.Append(Costs(report)).Append(Served(report)).Append(Gpus(report.Results[0]));
        Models(page, report.Results[0]);
        page.Append("<script type=\"application/json\" id=\"data\">").Append(ReportJson.Of(report).ToJsonString(Plain)).Append("</script>");
        return page.Append($"<script>{Script}</script></body></html>\n").ToString();
    }

    /// <summary>Escapes &lt;, &gt; and &amp;, so that no name can end the script element.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default };

    private static void Table(StringBuilder page, SimulationReport report)
    {
        page.Append("<table id=\"totals\"><thead><tr><th>Policy</th>");
        foreach (var (_, title, _, _) in SimulationReport.Figures)
            page.Append($"<th>{SvgPlot.Text(title)}</th>");
        page.Append("<th>Above bound</th></tr></thead><tbody>");
        foreach (var result in report.Results)
        {
            page.Append($"<tr><td>{SvgPlot.Text(result.Contender)}</td>");
            foreach (var (_, _, value, format) in SimulationReport.Figures)
                page.Append($"<td>{value(result).ToString(format, CultureInfo.InvariantCulture)}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{report.AboveBound(result) * 100:+0.0;-0.0;0.0}</td></tr>");
        }

        page.Append("</tbody></table>");
    }

    private static string Costs(SimulationReport report)
    {
        var lines = report.Results.Select((result, i) => new PlotLine(result.Contender, Colors[i % Colors.Length], result.Series.Select(sample => (sample.At, sample.Dollars)).ToList())).ToList();
        if (report.Least is { } least)
            lines.Add(new PlotLine("lower bound", "#999999", least.Samples));
        return SvgPlot.Draw("Cost", "dollars per hour", report.Hours, lines);
    }

    private static string Served(SimulationReport report) => SvgPlot.Draw("Load served", "percent", report.Hours, report.Results
        .Select((result, i) => new PlotLine(result.Contender, Colors[i % Colors.Length], result.Series.Select(sample => (sample.At, sample.Served * 100)).ToList())).ToList(), most: 100);

    private static string Gpus(RunResult result) => SvgPlot.Draw($"GPUs under {result.Contender}", "GPUs", result.Hours,
    [
        new PlotLine("used", Colors[0], result.Series.Select(sample => (sample.At, sample.GpusUsed)).ToList()),
        new PlotLine("of these spot", Colors[2], result.Series.Select(sample => (sample.At, sample.SpotGpus)).ToList()),
        new PlotLine("opened and idle", Colors[1], result.Series.Select(sample => (sample.At, sample.GpusIdle)).ToList()),
    ]);

    private static void Models(StringBuilder page, RunResult result)
    {
        page.Append($"<h2>Models under {SvgPlot.Text(result.Contender)}</h2><table id=\"models\"><thead><tr><th>Model</th><th>Unserved %</th><th>SLO misses %</th><th>Down h</th><th>Moves</th></tr></thead><tbody>");
        foreach (var model in result.Models)
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{SvgPlot.Text(model.Model)}</td><td>{model.Unserved * 100:0.000}</td><td>{model.SloMisses * 100:0.000}</td><td>{model.DownHours:0.00}</td><td>{model.Moves}</td></tr>");
        page.Append("</tbody></table>");
    }

    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;max-width:980px;margin:2rem auto;padding:0 1rem;color:#1c2321;background:#fff}
        table{border-collapse:collapse;margin:1rem 0;font-size:13px}th,td{padding:.25rem .6rem;border-bottom:1px solid #ddd;text-align:right;white-space:nowrap}
        th:first-child,td:first-child{text-align:left}figure{margin:1.5rem 0}figcaption{font-weight:600}svg{width:100%;height:auto}
        svg text{font-size:11px;fill:#666}.grid{stroke:#e6e6e6}.legend button{border:0;background:none;font:inherit;font-size:13px;cursor:pointer;margin-right:1rem}
        .legend i{display:inline-block;width:12px;height:12px;margin-right:.35rem;border-radius:2px}.legend .off{opacity:.35}
        """;

    private const string Script = """
        const data = JSON.parse(document.getElementById('data').textContent);
        document.querySelectorAll('.legend button').forEach(button => button.addEventListener('click', () => {
          const off = button.classList.toggle('off');
          button.closest('figure').querySelectorAll('.line').forEach(line => { if (line.dataset.name === button.dataset.name) line.style.display = off ? 'none' : ''; });
        }));
        document.body.dataset.ready = data.results.length;
        """;
}

using System.Text.Json.Nodes;
using Lepton.Cli.Simulate.Reports;
using Lepton.Cli.Simulate.Running;
using Lepton.Cli.Tests.Support;
using Lepton.Operator.Views;

namespace Lepton.Cli.Tests.Simulate;

public sealed class ReportTests
{
    [Fact]
    public void The_csv_has_a_row_for_each_policy_and_a_cell_for_each_column()
    {
        var lines = ReportCsv.Of(Report("a, with comma", "b")).TrimEnd('\n').Split('\n');
        Assert.Equal("fleet,hours,seed,policy,cost_usd,cost_usd_per_hour,unserved_percent,slo_misses_percent,down_hours,gpu_hours_used,gpu_hours_idle,spot_gpu_hours,moves,plans,lower_bound_usd", lines[0]);
        Assert.Equal("<two>,48,7,\"a, with comma\",96,2,10,20,1.5,30,4,5,3,9,80", lines[1]);
        Assert.Equal(3, lines.Length);
        Assert.Equal(lines[0].Count(c => c == ','), lines[2].Count(c => c == ','));
    }

    [Fact]
    public void The_json_has_totals_models_and_the_hours()
    {
        var json = JsonNode.Parse(ReportJson.Of(Report("a", "b")).ToJsonString())!;
        Assert.Equal((80, 90), ((double)json["lower_bound_usd"]!, (double)json["placed_afresh_usd"]!));
        var first = json["results"]![0]!;
        Assert.Equal(("a", 96.0, 3, 0.2), ((string)first["policy"]!, (double)first["cost_usd"]!, (int)first["moves"]!, (double)first["above_lower_bound"]!));
        Assert.Equal(60, (double)first["cost_by_provider"]!["aws"]!);
        Assert.Equal(3, first["hourly"]!.AsArray().Count);
        Assert.Equal("ns/<m>", (string)first["models"]![0]!["model"]!);
        Assert.Null(ReportJson.Of(Report("a") with { Least = null })["results"]![0]!["above_lower_bound"]);
    }

    [Fact]
    public void The_tables_show_each_policy_against_the_first_and_the_bound()
    {
        using var screen = new Screen();
        var report = Report("mine", "other");
        ReportTables.Write(screen.Console, report with { Results = [report.Results[0], report.Results[1] with { Cost = 120 }] });
        var row = screen.Lines.First(line => line.Contains("other", StringComparison.Ordinal));
        Assert.Contains("+25.0 %", row, StringComparison.Ordinal);
        Assert.Contains("+50.0 %", row, StringComparison.Ordinal);
        Assert.Contains("less than $80", screen.Text, StringComparison.Ordinal);
        Assert.Contains("would cost $90", screen.Text.Replace("\n", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Moves by reason: CostSavings 3", screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_needs_nothing_else_and_no_name_breaks_it()
    {
        var html = HtmlReport.Of(Report("</script><b>", "b"));
        Assert.DoesNotContain("</script><b>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", html, StringComparison.Ordinal);
        Assert.Equal(2, html.Split("<tr><td>&lt;/script&gt;&lt;b&gt;</td>").Length);
    }

    [Theory]
    [InlineData(1, 0.2, 1)]
    [InlineData(97, 20, 100)]
    [InlineData(100, 20, 100)]
    [InlineData(101, 50, 150)]
    [InlineData(0.034, 0.01, 0.04)]
    [InlineData(940, 200, 1000)]
    public void Axes_end_at_round_numbers(double highest, double step, double top)
    {
        var scale = SvgPlot.Scale(highest);
        Assert.Equal(step, scale.Step, 9);
        Assert.Equal(top, scale.Top, 9);
    }

    [Fact]
    public void A_line_of_steps_goes_along_and_up()
    {
        var svg = SvgPlot.Draw("t", "u", 10, [new PlotLine("a<", "#000", [(0, 0), (5, 50), (6, 50), (10, 100)])], most: 100);
        Assert.Contains("d=\"M64 266H486V140H908V14H908\"", svg, StringComparison.Ordinal);
        Assert.Contains("data-name=\"a&lt;\"", svg, StringComparison.Ordinal);
    }

    internal static SimulationReport Report(params string[] names) => new("<two>", 48, 7, names.Select(Result).ToList(), new BoundResult([new(0, 24, 1, null), new(24, 48, 56 / 24.0, 1.125 * 56 / 24)]));

    private static RunResult Result(string name) => new()
    {
        Contender = name,
        Hours = 48,
        Cost = 96,
        CostByProvider = new Dictionary<string, double> { ["aws"] = 60, ["gcp"] = 36 },
        GpuHoursUsed = 30,
        GpuHoursIdle = 4,
        SpotGpuHours = 5,
        Unserved = 0.1,
        SloMisses = 0.2,
        DownHours = 1.5,
        Moves = new Dictionary<string, int> { ["CostSavings"] = 3 },
        Plans = 9,
        Models = [new ModelResult("ns/<m>", 0.1, 0.2, 1.5, 0, 3)],
        Series = [new HourSample(0, 1, 0.5, 2, 1, 0), new HourSample(1, 2, 1, 2, 1, 0), new HourSample(2, 2, 1, 3, 0, 1)],
    };
}

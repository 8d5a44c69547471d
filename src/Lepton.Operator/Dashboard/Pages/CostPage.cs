using System.Globalization;
using Lepton.Operator.Dashboard.Html;
using Lepton.Operator.Views;

namespace Lepton.Operator.Dashboard.Pages;

/// <summary>Dollars over time, and by what they go to.</summary>
internal static class CostPage
{
    private const int Colors = 6;

    public static void Write(HtmlText page, FleetView fleet, IReadOnlyList<CostSample> samples)
    {
        var views = new[] { "provider", "cluster", "accelerator", "namespace", "model" }.Select(by => CostView.Of(fleet.Models, by)).ToList();
        var least = fleet.Models.Sum(m => m.Status?.Cost?.CheapestPossibleHourly ?? 0);
        Parts.Figures(page, ("Per hour", Parts.Dollars(views[0].Hourly)), ("Per month", Parts.Dollars(views[0].Monthly)), ("If each model had the fleet to itself", $"{Parts.Dollars(least)} per hour"));
        page.Add($"<p class=\"soft\">GPUs by what they go to are those of all replicas that are placed, also of those whose pods have not started; training runs that are over have none. The lines, and the page Fleet, count pods on nodes.</p>\n");
        Plots(page, samples);
        foreach (var view in views)
            Table(page, view);
    }

    private static void Table(HtmlText page, CostView view)
    {
        page.Add($"<h2>By {view.By}</h2>\n");
        Parts.Table(page, $"Cost by {view.By}", [view.By], "$/hour", "$/month", "GPUs");
        foreach (var part in view.Parts)
            page.Add($"<tr><th scope=\"row\">{part.Key}</th><td class=\"n\">{Parts.Dollars(part.Hourly)}</td><td class=\"n\">{Parts.Dollars(part.Monthly)}</td><td class=\"n\">{part.Gpus}</td></tr>\n");
        Parts.EndTable(page);
    }

    /// <summary>As long as this replica has lived, a day at most.</summary>
    private static void Plots(HtmlText page, IReadOnlyList<CostSample> samples)
    {
        if (samples.Count == 0)
        {
            page.Add($"<p>No point has been taken yet.</p>");
            return;
        }

        var begin = samples[0].Time;
        var hours = Math.Max((samples[^1].Time - begin).TotalHours, 1.0 / 60);
        var axis = Axis(begin, hours);
        var providers = samples.SelectMany(s => s.Hourly.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        List<PlotLine> lines = [Line("all", "var(--ink)", s => s.Hourly.Values.Sum())];
        lines.AddRange(providers.Select((name, i) => Line(name, Color(i), s => s.Hourly.GetValueOrDefault(name))));
        page.AddMarkup(SvgPlot.Draw("Cost over time", "dollars per hour, by provider", hours, lines, axis: axis, script: false));
        page.AddMarkup(SvgPlot.Draw("GPUs over time", "GPUs", hours,
            [Line("used by models", Color(0), s => s.Models), Line("used by others", Color(3), s => s.Others), Line("free", Color(5), s => s.Free)], axis: axis, script: false));

        PlotLine Line(string name, string color, Func<CostSample, double> value) => new(name, color, [.. samples.Select(s => ((s.Time - begin).TotalHours, value(s)))]);
    }

    private static PlotAxis Axis(DateTimeOffset begin, double hours) => new(
        begin.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + " UTC",
        [.. Enumerable.Range(0, 5).Select(i => (i * hours / 5, (begin + TimeSpan.FromHours(i * hours / 5)).UtcDateTime.ToString(hours < 0.1 ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture)))]);

    private static string Color(int i) => $"var(--s{i % Colors})";
}

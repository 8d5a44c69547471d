using Lepton.Api.Models;
using Lepton.Operator.Dashboard.Html;

namespace Lepton.Operator.Dashboard.Pages;

/// <summary>What several pages show.</summary>
internal static class Parts
{
    public static string PathOf(LeptonModel model) => $"/models/{Uri.EscapeDataString(model.Metadata.Namespace!)}/{Uri.EscapeDataString(model.Metadata.Name!)}";

    /// <summary>Figures above everything else.</summary>
    public static void Figures(HtmlText page, params ReadOnlySpan<(string Name, string Value)> figures)
    {
        page.Add($"<dl class=\"figures\">");
        foreach (var (name, value) in figures)
            page.Add($"<div><dt>{name}</dt><dd>{value}</dd></div>");
        page.Add($"</dl>\n");
    }

    /// <summary>Begins a table whose first columns hold words and whose others hold numbers.</summary>
    public static void Table(HtmlText page, string caption, IReadOnlyList<string> words, params ReadOnlySpan<string> numbers)
    {
        page.Add($"<div class=\"scroll\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\"><table><caption>{caption}</caption><thead><tr>");
        foreach (var name in words)
            page.Add($"<th scope=\"col\">{name}</th>");
        foreach (var name in numbers)
            page.Add($"<th scope=\"col\" class=\"n\">{name}</th>");
        page.Add($"</tr></thead><tbody>\n");
    }

    public static void EndTable(HtmlText page) => page.Add($"</tbody></table></div>\n");

    /// <summary>GPUs of something as a bar; what it shows stands in words beside it for whoever does not see it.</summary>
    public static void Bar(HtmlText page, int models, int others, int free)
    {
        var all = models + others + free;
        if (all == 0)
            return;
        var (first, second) = (100.0 * models / all, 100.0 * others / all);
        page.Add($"<svg class=\"bar\" viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{models} of {all} GPUs used by models, {others} by others, {free} free\">");
        page.Add($"<rect class=\"free\" width=\"100\" height=\"4\"/><rect class=\"models\" width=\"{first:0.##}\" height=\"4\"/><rect class=\"others\" x=\"{first:0.##}\" width=\"{second:0.##}\" height=\"4\"/></svg>");
    }

    public static string Dollars(double? dollars) => dollars is { } known ? FormattableString.Invariant($"${known:#,0.00}") : "";
}

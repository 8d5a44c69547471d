using System.Globalization;
using System.Net;
using System.Text;

namespace Lepton.Operator.Views;

/// <summary>One line of a plot.</summary>
internal sealed record PlotLine(string Name, string Color, IReadOnlyList<(double X, double Y)> Points, bool Steps = true);

/// <summary>The axis below a plot.</summary>
/// <param name="Unit">Stands at its end.</param>
/// <param name="Marks">Where it is marked, in the unit of the points, and what stands there.</param>
internal sealed record PlotAxis(string Unit, IReadOnlyList<(double X, string Text)> Marks)
{
    /// <summary>Days, for points in hours.</summary>
    public static PlotAxis Days(double hours)
    {
        var step = Math.Max(1, (int)Math.Ceiling(hours / 24 / 15));
        return new("days", [.. Enumerable.Range(0, (int)(hours / 24 / step) + 1).Select(i => (i * step * 24.0, (i * step).ToString(CultureInfo.InvariantCulture)))]);
    }
}

/// <summary>A line plot as SVG: axes with round numbers, a line and a legend entry per series.</summary>
internal static class SvgPlot
{
    private const double Width = 920;
    private const double Height = 300;
    private const double Left = 64;
    private const double Right = 12;
    private const double Top = 14;
    private const double Bottom = 34;

    /// <param name="title">What is drawn.</param>
    /// <param name="unit">Of the heights.</param>
    /// <param name="hours">Where the axis ends.</param>
    /// <param name="lines">In the order of the legend.</param>
    /// <param name="most">The height of the plot; the highest point if null.</param>
    /// <param name="axis">Days if null.</param>
    /// <param name="script">The page has a script that makes legend entries buttons; without, they are a list.</param>
    public static string Draw(string title, string unit, double hours, IReadOnlyList<PlotLine> lines, double? most = null, PlotAxis? axis = null, bool script = true)
    {
        var highest = most ?? lines.SelectMany(line => line.Points).Select(point => point.Y).DefaultIfEmpty(1).Max();
        var (step, top) = Scale(Math.Max(highest, 1e-9));
        var below = axis ?? PlotAxis.Days(hours);
        var svg = new StringBuilder();
        svg.Append($"<figure><figcaption>{Text(title)} <small>({Text(unit)})</small></figcaption>");
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Text(title)}\">");
        for (var value = 0.0; value <= top + step / 2; value += step)
            Grid(svg, Y(value, top), value);
        foreach (var (x, text) in below.Marks)
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(x, hours):0.#}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{Text(text)}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right}\" y=\"{Height - 2}\" text-anchor=\"end\">{Text(below.Unit)}</text>");
        foreach (var line in lines)
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line\" data-name=\"{Text(line.Name)}\" d=\"{Path(line, hours, top)}\" fill=\"none\" stroke=\"{line.Color}\" stroke-width=\"1.4\"/>");
        svg.Append("</svg>");
        Legend(svg, lines, script);
        return svg.Append("</figure>").ToString();
    }

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A round step of the axis (1, 2 or 5 times a power of ten) and where the axis ends.</summary>
    internal static (double Step, double Top) Scale(double highest)
    {
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(highest / 4)));
        var step = magnitude * new[] { 1.0, 2, 5, 10 }.First(factor => magnitude * factor >= highest / 5 - 1e-12);
        return (step, Math.Ceiling(highest / step - 1e-9) * step);
    }

    private static void Legend(StringBuilder svg, IReadOnlyList<PlotLine> lines, bool script)
    {
        svg.Append(script ? "<div class=\"legend\">" : "<ul class=\"legend\">");
        foreach (var line in lines)
        {
            svg.Append(script
                ? $"<button type=\"button\" data-name=\"{Text(line.Name)}\"><i style=\"background:{line.Color}\"></i>{Text(line.Name)}</button>"
                : $"<li><svg class=\"swatch\" viewBox=\"0 0 12 12\" aria-hidden=\"true\"><rect width=\"12\" height=\"12\" fill=\"{line.Color}\"/></svg>{Text(line.Name)}</li>");
        }

        svg.Append(script ? "</div>" : "</ul>");
    }

    private static void Grid(StringBuilder svg, double y, double value)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{value:#,0.##}</text>");
    }

    private static string Path(PlotLine line, double hours, double top)
    {
        var path = new StringBuilder();
        var before = 0.0;
        foreach (var (x, y) in line.Points)
        {
            if (path.Length == 0)
                path.Append(CultureInfo.InvariantCulture, $"M{X(x, hours):0.#} {Y(y, top):0.#}");
            else if (line.Steps && y != before)
                path.Append(CultureInfo.InvariantCulture, $"H{X(x, hours):0.#}V{Y(y, top):0.#}");
            else if (!line.Steps)
                path.Append(CultureInfo.InvariantCulture, $"L{X(x, hours):0.#} {Y(y, top):0.#}");
            before = y;
        }

        return line.Steps && path.Length > 0 ? path.Append(CultureInfo.InvariantCulture, $"H{X(hours, hours):0.#}").ToString() : path.ToString();
    }

    private static double X(double x, double hours) => Left + (Width - Left - Right) * x / Math.Max(hours, 1e-9);

    private static double Y(double y, double top) => Height - Bottom - (Height - Top - Bottom) * Math.Min(y, top) / top;
}

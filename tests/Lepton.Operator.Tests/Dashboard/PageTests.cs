using System.Text.RegularExpressions;
using Lepton.Operator.Dashboard;
using Lepton.Operator.Dashboard.Html;
using Lepton.Operator.Dashboard.Pages;

namespace Lepton.Operator.Tests.Dashboard;

public sealed class PageTests
{
    private static readonly Dictionary<string, Action<HtmlText>> Pages = new(StringComparer.Ordinal)
    {
        ["fleet"] = p => FleetPage.Write(p, HostileFleet.Fleet),
        ["models"] = p => ModelsPage.Write(p, HostileFleet.Fleet.Models, HostileFleet.Evil),
        ["model"] = p => ModelPage.Write(p, HostileFleet.Fleet.Models[0]),
        ["moves"] = p => MovesPage.Write(p, HostileFleet.Fleet.Models),
        ["cost"] = p => CostPage.Write(p, HostileFleet.Fleet, [Sample(0, 10), Sample(30, 20)]),
        ["login"] = p => MessagePages.LogIn(p, HostileFleet.Evil, HostileFleet.Evil),
        ["refused"] = p => MessagePages.Refused(p, HostileFleet.Evil, HostileFleet.Evil),
        ["missing"] = p => MessagePages.Missing(p, HostileFleet.Evil),
        ["failed"] = p => MessagePages.Failed(p, HostileFleet.Evil),
    };

    public static TheoryData<string> Names => [.. Pages.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_that_somebody_else_wrote_becomes_markup(string name)
    {
        var html = Write(name);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        // No attribute but those that stand in the code: the policy would block styles and handlers, and nothing writes them.
        Assert.DoesNotMatch("<[^>]* (style|on[a-z]+)=", Regex.Replace(html, "\"[^\"]*\"", "\"\""));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_page_has_landmarks_a_heading_and_named_tables(string name)
    {
        var html = Write(name);
        Assert.Equal(1, Regex.Count(html, "<h1>"));
        Assert.Equal(1, Regex.Count(html, "<main id=\"main\""));
        Assert.Contains("<html lang=\"en\">", html, StringComparison.Ordinal);
        Assert.Contains("<a class=\"skip\" href=\"#main\">", html, StringComparison.Ordinal);
        Assert.Equal(Regex.Count(html, "<table>"), Regex.Count(html, "<table><caption>[^<]+</caption>"));
        Assert.All(Regex.Matches(html, "<th(?<of>[^>e]*)>").Select(m => m.Groups["of"].Value), of => Assert.Contains("scope=", of, StringComparison.Ordinal));
        Assert.All(Regex.Matches(html, "<svg [^>]*>").Select(m => m.Value), svg => Assert.True(svg.Contains("aria-label=", StringComparison.Ordinal) || svg.Contains("aria-hidden=", StringComparison.Ordinal), svg));
        Assert.All(Regex.Matches(html, "<input (?!type=\"hidden\")[^>]*id=\"(?<id>[^\"]+)\"").Select(m => m.Groups["id"].Value), id => Assert.Contains($"<label for=\"{id}\">", html, StringComparison.Ordinal));
    }

    [Fact]
    public void The_map_tells_used_free_price_and_what_is_wrong()
    {
        var html = Write("fleet");
        Assert.Contains("aria-label=\"5 of 8 GPUs used by models, 1 by others, 2 free\"", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">5</td><td class=\"n\">1</td><td class=\"n\">2</td><td class=\"n\">0</td><td class=\"n\">$2.50</td>", html, StringComparison.Ordinal);
        Assert.Contains("<p class=\"bad\">Forbidden: ", html, StringComparison.Ordinal);
        Assert.Contains("<dt>Clusters reachable</dt><dd>0 of 1</dd>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_candidate_stands_with_its_reason_in_words()
    {
        var html = Write("model");
        Assert.Contains("<td>No room</td><td>no room for 2</td><td class=\"n\">$9.00</td>", html, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(html, "<tr><th scope=\"row\">aws-1</th>"));
    }

    [Fact]
    public void A_move_tells_its_phase_and_how_far_it_is() =>
        Assert.Contains("<td class=\"n\">50</td><td class=\"n\">25</td>", Write("moves"), StringComparison.Ordinal);

    [Fact]
    public void Cost_is_drawn_over_the_time_there_are_samples_of()
    {
        var html = Write("cost");
        // Half an hour: 10 dollars until the end of it, then 20; axes to 20.
        Assert.Contains("d=\"M64 140H908V14H908\" fill=\"none\" stroke=\"var(--ink)\"", html, StringComparison.Ordinal);
        Assert.Contains(">12:06</text>", html, StringComparison.Ordinal);
        Assert.Contains("2026-05-01 UTC", html, StringComparison.Ordinal);
    }

    private static CostSample Sample(int minutes, double dollars) => new(HostileFleet.Now.AddMinutes(minutes), new Dictionary<string, double> { [HostileFleet.Evil] = dollars }, 5, 1, 2);

    private static string Write(string name) => new Layout(null, false, HostileFleet.Now).Page("Title", "/", Pages[name]);
}

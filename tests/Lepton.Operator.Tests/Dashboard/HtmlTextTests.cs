using Lepton.Operator.Dashboard.Html;

namespace Lepton.Operator.Tests.Dashboard;

public sealed class HtmlTextTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("\" onmouseover=\"x", "&quot; onmouseover=&quot;x")]
    [InlineData("' onmouseover='x", "&#39; onmouseover=&#39;x")]
    [InlineData("a&amp;b", "a&amp;amp;b")]
    [InlineData(null, "")]
    public void What_is_put_in_is_text(string? value, string expected) =>
        Assert.Equal($"<p title=\"{expected}\">{expected}</p>", new HtmlText().Add($"<p title=\"{value}\">{value}</p>").ToString());

    [Fact]
    public void Numbers_and_times_are_written_as_in_every_culture() =>
        Assert.Equal("<b>1234.5 2026-05-01 12:00:00Z</b>", new HtmlText().Add($"<b>{1234.5} {new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero):u}</b>").ToString());
}

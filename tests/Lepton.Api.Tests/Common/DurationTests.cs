using Lepton.Kubernetes.Serialization;

namespace Lepton.Api.Tests.Common;

public class DurationTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("90s", 90)]
    [InlineData("1h30m", 5400)]
    [InlineData("24h", 86400)]
    [InlineData("1m500ms", 60.5)]
    [InlineData("2h45m10s5ms", 9910.005)]
    public void Valid_text_is_a_time_span(string text, double seconds)
    {
        var duration = new Duration(text);
        Assert.True(duration.IsValid);
        Assert.Equal(TimeSpan.FromMilliseconds(Math.Round(seconds * 1000)), duration.ToTimeSpan());
        Assert.Equal(text, duration.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("1d")]
    [InlineData("-5s")]
    [InlineData("1.5h")]
    [InlineData("123456s")]
    [InlineData("1h1h1h1h1h")]
    [InlineData("s5")]
    [InlineData("5 s")]
    public void Other_text_is_kept_and_told(string text)
    {
        var duration = new Duration(text);
        Assert.False(duration.IsValid);
        Assert.Equal(text, duration.Text);
        Assert.Contains($"\"{text}\"", Assert.Throws<FormatException>(() => duration.ToTimeSpan()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_schema_s_pattern_accepts_exactly_what_is_valid()
    {
        foreach (var text in (string[])["0s", "90s", "1h30m", "1m500ms", "", "5", "1d", "-5s", "1.5h", "123456s", "1h1h1h1h1h", "5 s", "99999h"])
            Assert.Equal(new Duration(text).IsValid, System.Text.RegularExpressions.Regex.IsMatch(text, DurationText.Pattern));
    }

    [Fact]
    public void Two_spellings_of_one_span_are_equal()
    {
        Assert.Equal(new Duration("90s"), new Duration("1m30s"));
        Assert.Equal(new Duration("90s").GetHashCode(), new Duration("1m30s").GetHashCode());
        Assert.NotEqual(new Duration("90s"), new Duration("90"));
        Assert.Equal("1h1m1s1ms", new Duration(new TimeSpan(0, 1, 1, 1, 1)).Text);
        Assert.Equal("0s", default(Duration).Text);
    }

    [Fact]
    public void Json_keeps_the_spelling()
    {
        Assert.Equal("\"90s\"", KubernetesJson.ToNode(new Duration("90s"))!.ToJsonString());
        Assert.Equal("1m30s", KubernetesJson.Deserialize<Duration>(System.Text.Json.Nodes.JsonNode.Parse("\"1m30s\"")).Text);
        Assert.Throws<System.Text.Json.JsonException>(() => KubernetesJson.Deserialize<Duration>(System.Text.Json.Nodes.JsonNode.Parse("90")));
    }

    [Fact]
    public void Spans_that_cannot_be_written_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Duration(TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Duration(TimeSpan.FromHours(100_000)));
    }
}

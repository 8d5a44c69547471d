using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Tests.Serialization;

public class TimeTests
{
    [Theory]
    [InlineData("2026-01-02T03:04:05Z", 0)]
    [InlineData("2026-01-02T03:04:05.1Z", 1_000_000)]
    [InlineData("2026-01-02T03:04:05.123456Z", 1_234_560)]
    [InlineData("2026-01-02T03:04:05.123456789Z", 1_234_567)]
    [InlineData("2026-01-02T05:04:05.5+02:00", 5_000_000)]
    [Trait("Rule", "HTTP/times-read-0-to-9-digits")]
    public void ReadsNoneToNineFractionDigits(string text, int ticks)
    {
        var expected = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(ticks);
        Assert.Equal(expected, KubernetesJson.Deserialize<DateTimeOffset>(Encoding.UTF8.GetBytes($"\"{text}\"")));
        Assert.Equal(expected, KubernetesJson.Deserialize<V1LeaseSpec>(JsonNode.Parse($$"""{"renewTime":"{{text}}"}"""))!.RenewTime);
    }

    [Theory]
    [InlineData("\"2026-01-02T03:04:05\"")]
    [InlineData("\"2026-01-02\"")]
    [InlineData("\"yesterday\"")]
    [InlineData("\"\"")]
    [InlineData("17")]
    public void RefusesWhatTheServerRefuses(string json) =>
        Assert.Contains("2026-01-31T12:00:00Z", Assert.Throws<JsonException>(() => KubernetesJson.Deserialize<DateTimeOffset>(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Fact]
    [Trait("Rule", "HTTP/time-in-whole-seconds")]
    public void TimeWritesWholeSecondsInUtc()
    {
        var meta = new V1ObjectMeta { CreationTimestamp = new DateTimeOffset(2026, 1, 2, 5, 4, 5, 999, TimeSpan.FromHours(2)) };
        Assert.Equal("""{"creationTimestamp":"2026-01-02T03:04:05Z"}""", KubernetesJson.ToNode(meta)!.ToJsonString());
    }

    [Theory]
    [InlineData(0, "2026-01-02T03:04:05.000000Z")]
    [InlineData(1_200_000, "2026-01-02T03:04:05.120000Z")]
    [InlineData(1_234_567, "2026-01-02T03:04:05.123456Z")]
    [Trait("Rule", "HTTP/micro-time-in-six-digits")]
    public void MicroTimeWritesExactlySixDigits(int ticks, string expected)
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(ticks);
        Assert.Equal(expected, (string?)KubernetesJson.ToNode(new V1LeaseSpec { RenewTime = time })!["renewTime"]);
        Assert.Equal(expected, (string?)KubernetesJson.ToNode(new Eventsv1Event { EventTime = time })!["eventTime"]);
    }
}

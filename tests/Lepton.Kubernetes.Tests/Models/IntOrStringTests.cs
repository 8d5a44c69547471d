using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Tests.Models;

public class IntOrStringTests
{
    [Fact]
    public void NumbersStayNumbersAndStringsStrings()
    {
        var budget = KubernetesJson.Deserialize<V1PodDisruptionBudgetSpec>("""{"minAvailable":1,"maxUnavailable":"25%"}"""u8)!;
        Assert.Equal(1, budget.MinAvailable!.Value.Number);
        Assert.Equal("25%", budget.MaxUnavailable!.Value.Text);
        Assert.Equal("""{"minAvailable":1,"maxUnavailable":"25%"}""", KubernetesJson.ToNode(budget)!.ToJsonString());
    }

    [Theory]
    [InlineData("25%", 10, true, 3)]
    [InlineData("25%", 10, false, 2)]
    [InlineData("100%", 7, true, 7)]
    [InlineData("0%", 7, true, 0)]
    public void PercentagesScale(string text, int total, bool up, int expected) => Assert.Equal(expected, new IntOrString(text).Scaled(total, up));

    [Fact]
    public void WhatIsNoPercentageIsRefused()
    {
        Assert.Equal(4, new IntOrString(4).Scaled(100, true));
        Assert.Contains("\"many\"", Assert.Throws<FormatException>(() => new IntOrString("many").Scaled(3, true)).Message, StringComparison.Ordinal);
        Assert.Throws<System.Text.Json.JsonException>(() => KubernetesJson.Deserialize<IntOrString>("1.5"u8));
    }
}

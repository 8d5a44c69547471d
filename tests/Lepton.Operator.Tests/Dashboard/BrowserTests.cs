using System.Net;
using Lepton.Operator.Dashboard;
using Lepton.Testing.Programs;

namespace Lepton.Operator.Tests.Dashboard;

/// <summary>The pages in a real browser, where one is on PATH, over a fleet whose texts try to run scripts.</summary>
public sealed class BrowserTests
{
    [SkippableFact]
    public async Task Every_page_is_drawn_and_nothing_is_blocked_missing_or_run()
    {
        Skip.If(Browser.Program is null, $"{Browser.NotFound}: the dashboard is not opened");
        await using var server = await DashboardServer.StartAsync(DashboardAccess.Open);
        foreach (var (path, title) in new[] { ("/", "Fleet"), ("/models", "Models"), ("/models/models/llm", "models/llm"), ("/moves", "Moves"), ("/cost", "Cost"), ("/login", "Log in") })
        {
            var visit = await Browser.OpenAsync(new Uri(server.Address, path).ToString(), picture: true);
            Assert.Empty(visit.Console);
            Assert.Contains($"<title>{title} – Lepton Operator</title>", visit.Document, StringComparison.Ordinal);
            AssertDrawn(visit.Picture!);
        }
    }

    [SkippableFact]
    public async Task Who_prefers_dark_pages_gets_them()
    {
        Skip.If(Browser.Program is null, $"{Browser.NotFound}: the dashboard is not opened");
        await using var server = await DashboardServer.StartAsync(DashboardAccess.Open);
        var (light, dark) = (await Browser.OpenAsync(server.Address.ToString(), picture: true), await Browser.OpenAsync(server.Address.ToString(), picture: true, dark: true));
        Assert.Empty(dark.Console);
        AssertDrawn(dark.Picture!);
        Assert.NotEqual(light.Picture, dark.Picture);
    }

    [Fact]
    public async Task An_open_dashboard_answers_only_to_the_name_of_this_machine()
    {
        await using var server = await DashboardServer.StartAsync(DashboardAccess.Open);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "evil.example" } };
        using var answer = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain("aws-1", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>A page of one colour is a few kilobytes, however large.</summary>
    private static void AssertDrawn(byte[] png)
    {
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.True(png.Length > 15_000, $"the picture has {png.Length} bytes: nothing was drawn");
    }
}

using System.Net;
using Lepton.ControllerRuntime.Serving;

namespace Lepton.ControllerRuntime.Tests.Serving;

/// <summary>From before it listens to after it has ended.</summary>
public sealed class RuntimeServerLifeTests
{
    [Fact]
    public async Task Its_port_is_free_again_when_it_has_ended()
    {
        var first = await ServedAsync("127.0.0.1:0");
        using (var http = new HttpClient())
            await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri(first)));
        var again = await ServedAsync($"127.0.0.1:{new Uri(first).Port}");
        Assert.Equal(first, again);
    }

    [Fact]
    public async Task Nothing_is_told_before_it_listens()
    {
        var server = Server("127.0.0.1:0");
        var ready = server.WaitForReadyAsync(default);
        Assert.False(ready.IsCompleted);
        Assert.Empty(server.Addresses);
        using var giveUp = new CancellationTokenSource();
        var impatient = server.WaitForReadyAsync(giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.EndAsync(impatient));

        using var stop = new CancellationTokenSource();
        var running = server.RunAsync(stop.Token);
        await Eventually.EndAsync(ready);
        Assert.Single(server.Addresses);
        await stop.CancelAsync();
        await Eventually.EndAsync(running);
    }

    [Fact]
    public async Task Answers_name_no_server_and_no_guessing_of_their_type()
    {
        var server = new RuntimeServer(BindAddress.Parse("127.0.0.1:0"), routes => routes.MapHealth(new HealthChecks()));
        using var stop = new CancellationTokenSource();
        var running = server.RunAsync(stop.Token);
        await Eventually.EndAsync(server.WaitForReadyAsync(default));
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(server.Addresses.Single() + "/healthz"));
        await stop.CancelAsync();
        await Eventually.EndAsync(running);

        Assert.Empty(response.Headers.Server);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    private static RuntimeServer Server(string bind) => new(BindAddress.Parse(bind), _ => { });

    /// <summary>Runs one until it has answered; where it listened.</summary>
    private static async Task<string> ServedAsync(string bind)
    {
        var server = Server(bind);
        using var stop = new CancellationTokenSource();
        var running = server.RunAsync(stop.Token);
        await Eventually.EndAsync(server.WaitForReadyAsync(default));
        var address = server.Addresses.Single();
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(address));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        await stop.CancelAsync();
        await Eventually.EndAsync(running);
        return address;
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.Admission;
using Lepton.ControllerRuntime.Serving;

namespace Lepton.ControllerRuntime.Tests.Admission;

/// <summary>A webhook on a free port, and questions to it.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new();
    private readonly RuntimeServer _server;
    private readonly Task _running;

    private WebhookServer(Func<AdmissionRequest, AdmissionResponse> judge)
    {
        _server = new(BindAddress.Parse("127.0.0.1:0"), routes => routes.MapAdmission("/validate", new Handler(judge)));
        _running = _server.RunAsync(_stop.Token);
    }

    internal static async Task<WebhookServer> StartAsync(Func<AdmissionRequest, AdmissionResponse> judge)
    {
        var server = new WebhookServer(judge);
        await Eventually.EndAsync(server._server.WaitForReadyAsync(default));
        server._http.BaseAddress = new(server._server.Addresses.Single());
        return server;
    }

    /// <summary>The answer's AdmissionReview, which always comes with 200.</summary>
    internal Task<JsonObject> AskAsync(string body, string? contentType = "application/json") => AskAsync(new ByteArrayContent(Encoding.UTF8.GetBytes(body)), contentType);

    internal async Task<JsonObject> AskAsync(HttpContent body, string? contentType)
    {
        if (contentType is not null)
            body.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var response = await _http.PostAsync(new Uri("/validate?timeout=10s", UriKind.Relative), body);
        Assert.Equal((200, "application/json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        return (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Eventually.EndAsync(_running);
        _http.Dispose();
        _stop.Dispose();
    }

    private sealed class Handler(Func<AdmissionRequest, AdmissionResponse> judge) : IAdmissionHandler
    {
        public Task<AdmissionResponse> HandleAsync(AdmissionRequest request, CancellationToken cancellationToken) => Task.FromResult(judge(request));
    }
}

using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Tests.Support;

/// <summary>An open watch.</summary>
internal sealed class TestWatch : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private TestWatch(HttpResponseMessage response, StreamReader reader)
    {
        _response = response;
        _reader = reader;
    }

    public HttpResponseMessage Response => _response;

    public static async Task<TestWatch> OpenAsync(HttpClient client, string path, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept ?? "application/json");
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new TestWatch(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event; null when the stream has ended.</summary>
    public async Task<JsonObject?> NextAsync()
    {
        var line = await _reader.ReadLineAsync().WaitAsync(Patience);
        return line is null ? null : (JsonObject)JsonNode.Parse(line)!;
    }

    /// <summary>The next event as <c>TYPE name</c>.</summary>
    public async Task<string> NextBriefAsync()
    {
        var e = await NextAsync();
        return e is null ? "END" : $"{(string?)e["type"]} {(string?)e["object"]?["metadata"]?["name"]}";
    }

    public async Task<List<string>> BriefsAsync(int count)
    {
        var events = new List<string>();
        while (events.Count < count)
            events.Add(await NextBriefAsync());
        return events;
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}

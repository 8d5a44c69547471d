using System.Text.Json.Nodes;

namespace Lepton.Sandbox.Tests.Support;

internal sealed record TestResponse(int Status, string Text, string? ContentType, IReadOnlyList<string> Warnings, HttpResponseMessage Message)
{
    public JsonObject Json => (JsonObject)JsonNode.Parse(Text)!;

    public static async Task<TestResponse> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var warnings = response.Headers.TryGetValues("Warning", out var values) ? values.ToArray() : [];
        return new TestResponse((int)response.StatusCode, text, response.Content.Headers.ContentType?.ToString(), warnings, response);
    }

    /// <summary>The body, after making sure of the status.</summary>
    public JsonObject Expect(int status)
    {
        Assert.True(Status == status, $"expected {status}, got {Status}: {Text}");
        return Json;
    }

    public void ExpectError(int status, string? reason, string message)
    {
        var body = Expect(status);
        Assert.Equal(message, (string?)body["message"]);
        Assert.Equal(reason, (string?)body["reason"]);
        Assert.Equal(status, (int)body["code"]!);
        Assert.Equal("Status", (string?)body["kind"]);
    }
}

using System.IO.Compression;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Api;

/// <summary>Large answers are compressed for who accepts it; an index that did not change is not sent again.</summary>
public sealed class CompressionTests : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData(200_000, "gzip", true)]
    [InlineData(200_000, "gzip, deflate", true)]
    [InlineData(200_000, null, false)]
    [InlineData(1_000, "gzip", false)]
    public async Task Objects_and_lists(int size, string? accepts, bool compressed)
    {
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("a", new string('x', size)))).Expect(201);
        foreach (var path in (string[])[Maps, $"{Maps}/a"])
        {
            using var response = await GetAsync(path, "Accept-Encoding", accepts);
            Assert.Equal(compressed ? ["gzip"] : [], response.Content.Headers.ContentEncoding);
            Assert.Equal(compressed, response.Headers.Vary.Contains("Accept-Encoding"));
            await using var body = await response.Content.ReadAsStreamAsync();
            await using var plain = compressed ? new GZipStream(body, CompressionMode.Decompress) : body;
            var value = (await JsonNode.ParseAsync(plain))!;
            Assert.Equal(size, ((string)(value["items"]?[0] ?? value)["data"]!["k"]!).Length);
        }
    }

    [Fact]
    public async Task The_OpenAPI_index_is_sent_again_when_a_kind_was_added()
    {
        using var first = await GetAsync("/openapi/v3", "If-Modified-Since", null);
        var modified = first.Content.Headers.LastModified!.Value.ToString("R");
        using var same = await GetAsync("/openapi/v3", "If-Modified-Since", modified);
        Assert.Equal(304, (int)same.StatusCode);
        (await _cluster.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Objects.WidgetDefinition())).Expect(201);
        await Eventually.TrueAsync(async () =>
        {
            using var response = await GetAsync("/openapi/v3", "If-Modified-Since", modified);
            return (int)response.StatusCode == 200 && (await response.Content.ReadAsStringAsync()).Contains("test.lepton.ai", StringComparison.Ordinal);
        }, "the index with the new kind");
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string header, string? value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (value is not null)
            request.Headers.TryAddWithoutValidation(header, value);
        return await _cluster.Client().SendAsync(request);
    }
}

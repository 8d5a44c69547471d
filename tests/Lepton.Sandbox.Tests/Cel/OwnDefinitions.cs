using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Cel;

/// <summary>A cluster that serves this project's own CRDs, as config/crd has them.</summary>
public sealed class OwnDefinitions : IAsyncLifetime
{
    private TestCluster _cluster = null!;

    internal TestCluster Cluster => _cluster;

    /// <summary>Every rule with the kind it is for: message, rule.</summary>
    public static IReadOnlyList<(string Kind, string Message)> Rules() =>
        [.. Files().SelectMany(file => Of((JsonObject)YamlDecoder.Decode(File.ReadAllText(file))!))];

    public async Task InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync();
        foreach (var file in Files())
        {
            var created = (await _cluster.SendAsync(HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", await File.ReadAllTextAsync(file), "application/yaml")).Expect(201);
            var plural = (string)created["spec"]!["names"]!["plural"]!;
            await Eventually.TrueAsync(async () => (await _cluster.GetAsync($"/apis/lepton.ai/v1alpha1/{plural}")).Status == 200, $"{plural} to be served");
        }
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    private static string[] Files()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "config", "crd");
            if (Directory.Exists(folder))
                return Directory.GetFiles(folder, "*.yaml");
        }

        throw new InvalidOperationException("there is no config/crd above the tests");
    }

    private static IEnumerable<(string Kind, string Message)> Of(JsonObject definition)
    {
        var kind = (string)definition["spec"]!["names"]!["kind"]!;
        return definition["spec"]!["versions"]!.AsArray().SelectMany(version => Below(version!["schema"])).Select(rule => (kind, (string)rule["message"]!));
    }

    private static IEnumerable<JsonObject> Below(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(member => member.Key == "x-kubernetes-validations" ? member.Value!.AsArray().OfType<JsonObject>() : Below(member.Value)),
        JsonArray items => items.SelectMany(Below),
        _ => [],
    };
}

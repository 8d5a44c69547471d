using System.Text.Json.Nodes;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Registry;

/// <summary>Node ports are given, kept and never given twice.</summary>
public sealed class NodePortTests : IAsyncLifetime
{
    private const string Services = "/api/v1/namespaces/default/services";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData("NodePort", "", true)]
    [InlineData("LoadBalancer", "", true)]
    [InlineData("LoadBalancer", ",\"allocateLoadBalancerNodePorts\":false", false)]
    [InlineData("ClusterIP", "", false)]
    public async Task Only_types_that_need_one_get_a_port_of_the_range(string type, string more, bool given)
    {
        var port = Ports(await CreateAsync("a", type, "{\"port\":80}", more))[0];
        Assert.Equal(given, port is >= 30000 and <= 32767);
        Assert.Equal(given, port is not null);
    }

    [Fact]
    public async Task Every_port_gets_another()
    {
        var ports = Ports(await CreateAsync("a", "NodePort", "{\"name\":\"x\",\"port\":80},{\"name\":\"y\",\"port\":81},{\"name\":\"z\",\"port\":82}"));
        Assert.Equal(3, ports.Distinct().Count());
    }

    [Fact]
    public async Task A_replacement_that_leaves_the_port_out_keeps_it()
    {
        var created = await CreateAsync("a", "NodePort", "{\"port\":80}");
        var replacement = (JsonObject)created.DeepClone();
        ((JsonObject)replacement["spec"]!["ports"]![0]!).Remove("nodePort");
        replacement["spec"]!["selector"] = new JsonObject { ["app"] = "x" };
        var replaced = (await _cluster.PutAsync($"{Services}/a", replacement)).Expect(200);
        Assert.Equal(Ports(created), Ports(replaced));
    }

    [Fact]
    public async Task A_port_that_another_service_has_is_refused_until_that_one_is_gone()
    {
        await CreateAsync("a", "NodePort", "{\"port\":80,\"nodePort\":30100}");
        var refused = await _cluster.PostAsync(Services, Service("b", "NodePort", "{\"port\":80,\"nodePort\":30100}"));
        refused.ExpectError(422, "Invalid", "Service \"b\" is invalid: spec.ports[0].nodePort: Invalid value: 30100: provided port is already allocated");
        (await _cluster.DeleteAsync($"{Services}/a")).Expect(200);
        Assert.Equal([30100], Ports(await CreateAsync("b", "NodePort", "{\"port\":80,\"nodePort\":30100}")));
    }

    [Fact]
    public async Task A_port_outside_the_range_is_refused()
    {
        var refused = (await _cluster.PostAsync(Services, Service("a", "NodePort", "{\"port\":80,\"nodePort\":80}"))).Expect(422);
        Assert.Contains("provided port is not in the valid range. The range of valid ports is 30000-32767", (string)refused["message"]!, StringComparison.Ordinal);
    }

    private async Task<JsonObject> CreateAsync(string name, string type, string ports, string more = "") => (await _cluster.PostAsync(Services, Service(name, type, ports, more))).Expect(201);

    private static string Service(string name, string type, string ports, string more = "") =>
        $$$"""{"apiVersion":"v1","kind":"Service","metadata":{"name":"{{{name}}}"},"spec":{"type":"{{{type}}}","ports":[{{{ports}}}]{{{more}}}}}""";

    private static long?[] Ports(JsonObject service) => [.. ((JsonArray)service["spec"]!["ports"]!).Select(port => (long?)port!["nodePort"])];
}

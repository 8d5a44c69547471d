using Xunit;
using static Lepton.Operator.Tests.Emission.Emitted;

namespace Lepton.Operator.Tests.Emission;

public sealed class ServiceTests
{
    [Theory]
    [InlineData("ports: [{containerPort: 8000, name: http}]", "http:8000/TCP>http")]
    [InlineData("ports: [{containerPort: 8000}]", ":8000/TCP>8000")]
    [InlineData("ports: [{containerPort: 1, protocol: UDP}]", ":1/UDP>1")]
    // Several need names.
    [InlineData("ports: [{containerPort: 1}, {containerPort: 1, protocol: UDP}, {containerPort: 2, name: x}]", "tcp-1:1/TCP>1 udp-1:1/UDP>1 x:2/TCP>x")]
    // The service's own ports: by name, by number, the only one, as given.
    [InlineData("ports: [{containerPort: 1, name: a}, {containerPort: 2, name: b}], service: {ports: [{port: 80, name: b}]}", "b:80/TCP>b")]
    [InlineData("ports: [{containerPort: 1, name: a}, {containerPort: 2}], service: {ports: [{port: 2}]}", ":2/TCP>2")]
    [InlineData("ports: [{containerPort: 8000}], service: {ports: [{port: 80}]}", ":80/TCP>8000")]
    [InlineData("ports: [{containerPort: 8000, protocol: UDP}], service: {ports: [{port: 80}]}", ":80/TCP>80")]
    // What is given wins.
    [InlineData("ports: [{containerPort: 1, name: a}, {containerPort: 2, name: b}], service: {ports: [{port: 80, name: a, targetPort: b}]}", "a:80/TCP>b")]
    [InlineData("ports: [{containerPort: 8000}], service: {ports: [{port: 80, targetPort: 9000}]}", ":80/TCP>9000")]
    [InlineData("service: {ports: [{port: 80}, {port: 81}]}", "tcp-80:80/TCP>80 tcp-81:81/TCP>81")]
    public void Ports_lead_to_the_container(string spec, string expected)
    {
        var service = One(Input($"{{image: i, {spec}}}", Cpu()), "Service");
        Assert.Equal(expected, string.Join(' ', service["spec"]!["ports"]!.AsArray().Select(p => $"{p!["name"]}:{p["port"]}/{p["protocol"]}>{p["targetPort"]}")));
    }

    [Fact]
    public void A_model_that_listens_on_nothing_has_none() => Assert.Empty(All(Input("{image: i, service: {type: LoadBalancer}}", Cpu()), "Service"));

    [Fact]
    public void Annotations_are_the_users_but_the_hash_is_ours()
    {
        var service = One(Input("{image: i, ports: [{containerPort: 1}], service: {annotations: {a: b, lepton.ai/applied-hash: forged}}}", Cpu()), "Service");
        var annotations = service["metadata"]!["annotations"]!.AsObject();
        Assert.Equal("b", (string?)annotations["a"]);
        Assert.Matches("^[0-9a-f]{16}$", (string?)annotations["lepton.ai/applied-hash"]);
    }
}

using Xunit;
using static Lepton.Operator.Tests.Emission.Emitted;

namespace Lepton.Operator.Tests.Emission;

public sealed class ModelContainerTests
{
    [Fact]
    public void Devices_are_the_placements_to_say_whatever_the_resources_name()
    {
        var input = Input(
            "{image: i, accelerators: [{name: H100}, {name: MI300X, resourceName: amd.com/gpu}], resources: {requests: {cpu: 2, nvidia.com/gpu: 1}, limits: {memory: 1Gi, nvidia.com/gpu: 1, amd.com/gpu: 1}}}",
            Gpu());
        Assert.Equal("""{"limits":{"memory":"1Gi","nvidia.com/gpu":"8"},"requests":{"cpu":"2"}}""", Container(One(input, "Deployment"))["resources"]!.ToJsonString());
    }

    [Fact]
    public void Other_extended_resources_stay() => Assert.Equal(
        """{"limits":{"rdma/hca":"1"}}""",
        Container(One(Input("{image: i, resources: {limits: {rdma/hca: 1}}}", Cpu()), "Deployment"))["resources"]!.ToJsonString());

    [Fact]
    public void Of_equal_variables_the_last_counts_as_in_a_kubelet() => Assert.Equal(
        new Dictionary<string, string?> { ["B"] = "2", ["A"] = "3" },
        Environment(One(Input("{image: i, env: [{name: A, value: '1'}, {name: B, value: '2'}, {name: A, value: '3'}]}", Cpu()), "Deployment")));

    [Fact]
    public void What_the_model_does_not_say_is_not_applied() => Assert.Equal(
        """{"name":"model","image":"i"}""", Container(One(Input("{image: i}", Cpu()), "Deployment")).ToJsonString());

    [Fact]
    public void Fields_the_typed_models_do_not_know_pass_through()
    {
        var deployment = One(Input("{image: i, volumes: [{name: v, csi: {driver: d, volumeAttributes: {a: b}}}], volumeMounts: [{name: v, mountPath: /v, future: 1}]}", Cpu()), "Deployment");
        Assert.Equal("d", (string?)PodSpec(deployment)["volumes"]![0]!["csi"]!["driver"]);
        Assert.Equal(1, (int)Container(deployment)["volumeMounts"]![0]!["future"]!);
    }
}

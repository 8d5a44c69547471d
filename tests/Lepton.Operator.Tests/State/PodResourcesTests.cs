using Lepton.Kubernetes.Models;
using Lepton.Operator.State;

namespace Lepton.Operator.Tests.State;

public sealed class PodResourcesTests
{
    [Fact]
    public void Containers_add_up()
    {
        var found = PodResources.Of(Pod(containers: [Needs("500m", "1Gi", 2), Needs("2", "512Mi", 1)]));
        Assert.Equal(2.5, found.Cpu, 9);
        Assert.Equal(1.5, found.MemoryGiB, 9);
        Assert.Equal(3, found.Devices["nvidia.com/gpu"]);
    }

    [Fact]
    public void A_large_init_container_counts_instead_of_the_containers_not_beside_them()
    {
        var found = PodResources.Of(Pod([Needs("1", "1Gi", 1)], [Needs("4", "512Mi", 0), Needs("3", "8Gi", 4)]));
        Assert.Equal(4, found.Cpu, 9);
        Assert.Equal(8, found.MemoryGiB, 9);
        Assert.Equal(4, found.Devices["nvidia.com/gpu"]);
    }

    [Fact]
    public void A_sidecar_runs_beside_the_containers()
    {
        var found = PodResources.Of(Pod([Needs("1", "1Gi", 1)], [Sidecar("500m", "256Mi")]));
        Assert.Equal(1.5, found.Cpu, 9);
        Assert.Equal(1.25, found.MemoryGiB, 9);
    }

    [Fact]
    public void An_init_container_runs_beside_the_sidecars_started_before_it_only()
    {
        var before = PodResources.Of(Pod([Needs("1", "1Gi", 0)], [Sidecar("2", "1Gi"), Needs("5", "1Gi", 0)]));
        Assert.Equal(7, before.Cpu, 9);
        var after = PodResources.Of(Pod([Needs("1", "1Gi", 0)], [Needs("5", "1Gi", 0), Sidecar("2", "1Gi")]));
        Assert.Equal(5, after.Cpu, 9);
    }

    [Fact]
    public void Overhead_comes_on_top()
    {
        var pod = Pod([Needs("1", "1Gi", 1)], [Needs("2", "1Gi", 0)]);
        pod.Spec.Overhead = new() { ["cpu"] = "250m", ["memory"] = "128Mi" };
        var found = PodResources.Of(pod);
        Assert.Equal(2.25, found.Cpu, 9);
        Assert.Equal(1.125, found.MemoryGiB, 9);
    }

    [Fact]
    public void Every_extended_resource_is_counted_and_nothing_else_is_a_device()
    {
        var container = Needs("1", "1Gi", 1);
        container.Resources!.Requests!["xilinx.com/fpga"] = 2;
        container.Resources.Requests["ephemeral-storage"] = "10Gi";
        container.Resources.Requests["amd.com/gpu"] = 0;
        var found = PodResources.Of(Pod([container]));
        Assert.Equal(["nvidia.com/gpu", "xilinx.com/fpga"], found.Devices.Keys.Order());
        Assert.Equal(2, found.Devices["xilinx.com/fpga"]);
    }

    [Fact]
    public void A_pod_without_requests_takes_nothing()
    {
        var found = PodResources.Of(Pod([new MemberContainer()]));
        Assert.Equal((0, 0), (found.Cpu, found.MemoryGiB));
        Assert.Empty(found.Devices);
    }

    private static MemberPod Pod(List<MemberContainer> containers, List<MemberContainer>? init = null) => new() { Spec = { Containers = containers, InitContainers = init } };

    private static MemberContainer Sidecar(string cpu, string memory)
    {
        var container = Needs(cpu, memory, 0);
        container.RestartPolicy = "Always";
        return container;
    }

    private static MemberContainer Needs(string cpu, string memory, int gpus)
    {
        var requests = new Dictionary<string, Quantity> { ["cpu"] = cpu, ["memory"] = memory };
        if (gpus > 0)
            requests["nvidia.com/gpu"] = gpus;
        return new MemberContainer { Resources = new MemberResources { Requests = requests } };
    }
}

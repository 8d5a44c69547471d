using Lepton.Api.Providers;
using Lepton.Api.Validation;

namespace Lepton.Api.Tests.Validation;

public class ProviderValidatorTests
{
    private sealed record Mistake(Action<CloudProviderSpec> Make, string Field, string Found, string Expected);

    private static readonly Dictionary<string, Mistake> Mistakes = new(StringComparer.Ordinal)
    {
        ["cluster twice"] = new(s => s.Clusters!.Add(s.Clusters[0]), "spec.clusters[1]", "\"aws-us-east-1\"", "spec.clusters[0] is the same"),
        ["cluster name"] = new(s => s.Clusters![0].Name = "AWS", "spec.clusters[0].name", "\"AWS\"", "lower case"),
        ["no region"] = new(s => s.Clusters![0].Region = "", "spec.clusters[0].region", "nothing", "prices are looked up by it"),
        ["no connection"] = new(s => s.Clusters![0].Connection = new(), "spec.clusters[0].connection", "nothing", "exactly one"),
        ["two connections"] = new(s => s.Clusters![0].Connection.InCluster = true, "spec.clusters[0].connection", "\"both\"", "exactly one"),
        ["secret without name"] = new(s => s.Clusters![0].Connection.KubeconfigSecretRef!.Name = "", "spec.clusters[0].connection.kubeconfigSecretRef.name", "\"\"", "lower case"),
        ["negative latency"] = new(s => s.Clusters![0].LatencyMilliseconds = new() { ["eu"] = -1 }, "spec.clusters[0].latencyMilliseconds[eu]", "-1", "milliseconds"),
        ["bad label"] = new(s => s.Clusters![0].Labels = new() { ["a b"] = "c" }, "spec.clusters[0].labels[a b]", "\"a b\"", "a label's key"),
        ["taint twice"] = new(s => s.Clusters![0].Taints = [new() { Key = "a" }, new() { Key = "a", Value = "b" }], "spec.clusters[0].taints[1]", "\"a NoSchedule\"", "once"),
        ["pool twice"] = new(s => s.Clusters![0].NodePools!.Add(s.Clusters[0].NodePools![0]), "spec.clusters[0].nodePools[1]", "\"h100\"", "each node pool once"),
        ["unknown GPU of a pool"] = new(s => s.Clusters![0].NodePools![0].Accelerator = "H101", "spec.clusters[0].nodePools[0].accelerator", "\"H101\"", "H100 (the nearest"),
        ["GPU the instance type does not have"] = new(s => s.Clusters![0].NodePools![0].Accelerator = "H200", "spec.clusters[0].nodePools[0].accelerator", "\"H200\"", "H100, which is what p5.48xlarge has"),
        ["GPUs without type"] = new(s => s.Clusters![0].NodePools![0].Accelerator = null, "spec.clusters[0].nodePools[0].gpusPerNode", "8", "because no accelerator is given"),
        ["type without GPUs"] = new(s => s.Clusters![0].NodePools![0].GpusPerNode = 0, "spec.clusters[0].nodePools[0].gpusPerNode", "0", "the number of H100"),
        ["no CPU"] = new(s => s.Clusters![0].NodePools![0].Cpu = "0", "spec.clusters[0].nodePools[0].cpu", "\"0\"", "cores on each node"),
        ["memory in bytes by mistake"] = new(s => s.Clusters![0].NodePools![0].Memory = "1900", "spec.clusters[0].nodePools[0].memory", "\"1900\"", "16Gi"),
        ["negative maxNodes"] = new(s => s.Clusters![0].NodePools![0].MaxNodes = -2, "spec.clusters[0].nodePools[0].maxNodes", "-2", "from 0"),
        ["price twice"] = new(s => s.Pricing = new() { GpuHour = [new() { Accelerator = "L4", DollarsPerGpuHour = 1 }, new() { Accelerator = "L4", DollarsPerGpuHour = 2 }] }, "spec.pricing.gpuHour[1]", "\"L4 OnDemand\"", "once"),
        ["price of zero"] = new(s => s.Pricing = new() { GpuHour = [new() { Accelerator = "L4" }] }, "spec.pricing.gpuHour[0].dollarsPerGpuHour", "0", "above 0"),
        ["price in cents by mistake"] = new(s => s.Pricing = new() { GpuHour = [new() { Accelerator = "H100", DollarsPerGpuHour = 1229 }] }, "spec.pricing.gpuHour[0].dollarsPerGpuHour", "1229", "up to 1000"),
        ["price that is no number"] = new(s => s.Pricing = new() { VcpuHour = double.NaN }, "spec.pricing.vcpuHour", "NaN", "dollars per vCPU"),
        ["negative egress"] = new(s => s.Pricing = new() { EgressGiB = new() { Internet = -0.09 } }, "spec.pricing.egressGiB.internet", "-0.09", "dollars per GiB"),
        ["book without name"] = new(s => s.Pricing = new() { PriceBookRef = new() { Namespace = "lepton-system" } }, "spec.pricing.priceBookRef.name", "\"\"", "lower case"),
        ["unknown GPU committed"] = new(s => s.Commitments = [new() { Accelerator = "a100", Gpus = 8 }], "spec.commitments[0].accelerator", "\"a100\"", "A100-"),
        ["a GPU's resource for a GPU"] = new(s => s.Pricing = new() { GpuHour = [new() { Accelerator = "nvidia.com/gpu", DollarsPerGpuHour = 1 }] }, "spec.pricing.gpuHour[0].accelerator", "\"nvidia.com/gpu\"", "the GPU's name instead of its resource; known are A10"),
        ["device that is no resource"] = new(s => s.Commitments = [new() { Accelerator = "xilinx.com/", Gpus = 1 }], "spec.commitments[0].accelerator", "\"xilinx.com/\"", "an extended resource, such as xilinx.com/fpga"),
        ["unknown GPU priced"] = new(s => s.Pricing = new() { GpuHour = [new() { Accelerator = "L5", DollarsPerGpuHour = 1 }] }, "spec.pricing.gpuHour[0].accelerator", "\"L5\"", ", or an extended resource for another device"),
        ["commitment of nothing"] = new(s => s.Commitments = [new() { Accelerator = "H100" }], "spec.commitments[0].gpus", "0", "from 1"),
        ["negative limit"] = new(s => s.Limits = new() { HourlyCost = -5 }, "spec.limits.hourlyCost", "-5", "from 0"),
        ["compliance twice"] = new(s => s.Compliance = ["gdpr", "gdpr"], "spec.compliance[1]", "\"gdpr\"", "once"),
    };

    public static TheoryData<string> Cases => [.. Mistakes.Keys];

    [Fact]
    public void Nothing_is_wrong_with_good_providers()
    {
        Assert.Empty(ProviderValidator.Validate(Valid.Provider()));
        Assert.Empty(ProviderValidator.Validate(Valid.Provider(s => s.Clusters![0].Connection = new() { InCluster = true })));
        Assert.Empty(ProviderValidator.Validate(Valid.Provider(s => s.Clusters![0].NodePools!.Add(new() { Name = "fpga", Accelerator = "xilinx.com/fpga-u250", GpusPerNode = 2, Cpu = "8", Memory = "60Gi", MaxNodes = 3 }))));
        Assert.Empty(ProviderValidator.Validate(Valid.Provider(s => s.Clusters![0].NodePools!.Add(new() { Name = "cpu", Cpu = "15500m", Memory = "60Gi", MaxNodes = 3 }))));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_mistake_is_told_with_field_found_and_expected(string mistake)
    {
        var (make, field, found, expected) = Mistakes[mistake];
        var error = Assert.Single(ProviderValidator.Validate(Valid.Provider(make)));
        Assert.Equal("CloudProvider aws", error.Object);
        Assert.Equal(field, error.Field);
        Assert.Equal(found, error.Found);
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_providers_that_name_one_cluster_are_both_told()
    {
        var errors = ProviderValidator.ValidateTogether([Valid.Provider(), Valid.Provider(name: "azure", cluster: "azure-eastus"), Valid.Provider(name: "gcp")]);
        Assert.Equal(["CloudProvider aws", "CloudProvider gcp"], errors.Select(e => e.Object));
        Assert.All(errors, e => Assert.Equal(("spec.clusters[0].name", "\"aws-us-east-1\""), (e.Field, e.Found)));
        Assert.Contains("CloudProvider gcp names the same", errors[0].Expected, StringComparison.Ordinal);
        Assert.Contains("CloudProvider aws names the same", errors[1].Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Providers_with_clusters_of_their_own_are_fine_together() =>
        Assert.Empty(ProviderValidator.ValidateTogether([Valid.Provider(), Valid.Provider(name: "gcp", cluster: "gcp-us-central1")]));
}

using Lepton.Api.Accelerators;

namespace Lepton.Api.Tests.Accelerators;

/// <summary>Product names as drivers, clouds and operators write them.</summary>
public class ProductNamesTests
{
    [Theory]
    [InlineData("Tesla-T4", "T4")]
    [InlineData("Tesla-K80", "K80")]
    [InlineData("Tesla-P100-PCIE-16GB", "P100")]
    [InlineData("Tesla-V100-SXM2-16GB", "V100")]
    [InlineData("Tesla-V100-SXM3-32GB", "V100")]
    [InlineData("NVIDIA-A2", "A2")]
    [InlineData("NVIDIA-A10", "A10")]
    [InlineData("NVIDIA-A10G", "A10G")]
    [InlineData("NVIDIA-A30", "A30")]
    [InlineData("NVIDIA-A40", "A40")]
    [InlineData("NVIDIA-A100-SXM4-40GB", "A100-40GB")]
    [InlineData("NVIDIA-A100-SXM4-80GB", "A100-80GB")]
    [InlineData("NVIDIA-A100-PCIE-40GB", "A100-40GB")]
    [InlineData("NVIDIA-A100-80GB-PCIe", "A100-80GB")]
    [InlineData("NVIDIA-L4", "L4")]
    [InlineData("NVIDIA-L40", "L40")]
    [InlineData("NVIDIA-L40S", "L40S")]
    [InlineData("NVIDIA-H100-80GB-HBM3", "H100")]
    [InlineData("NVIDIA-H100-PCIe", "H100")]
    [InlineData("NVIDIA-H100-NVL", "H100")]
    [InlineData("NVIDIA-H200", "H200")]
    [InlineData("NVIDIA-H200-NVL", "H200")]
    [InlineData("NVIDIA-B200", "B200")]
    [InlineData("NVIDIA-GB200", "GB200")]
    [InlineData("NVIDIA-GH200-480GB", "GH200")]
    [InlineData("NVIDIA-GeForce-RTX-4090", "RTX-4090")]
    [InlineData("NVIDIA-RTX-A6000", "RTX-A6000")]
    [InlineData("NVIDIA-RTX-6000-Ada-Generation", "RTX-6000-Ada")]
    [InlineData("NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition", "RTX-PRO-6000")]
    [InlineData("AMD_Instinct_MI300X_OAM", "MI300X")]
    [InlineData("AMD-MI300X-192G", "MI300X")]
    [InlineData("AMD_Instinct_MI325_OAM", "MI325X")]
    [InlineData("A100_NVLINK_80GB", "A100-80GB")]
    [InlineData("A100_PCIE_40GB", "A100-40GB")]
    [InlineData("H100_NVLINK_80GB", "H100")]
    [InlineData("Quadro_RTX_5000", "Quadro-RTX-5000")]
    [InlineData("nvidia-tesla-a100", "A100-40GB")]
    [InlineData("nvidia-a100-80gb", "A100-80GB")]
    [InlineData("nvidia-h100-mega-80gb", "H100")]
    [InlineData("nvidia-h200-141gb", "H200")]
    [InlineData("nvidia-tesla-t4", "T4")]
    [InlineData("HL-225", "Gaudi2")]
    public void Whole_gpus_are_read(string product, string name) => Assert.Equal(name, ProductNames.Parse(product).Name);

    [Theory]
    [InlineData("NVIDIA-A100-SXM4-40GB-MIG-1g.5gb", "MIG")]
    [InlineData("NVIDIA-H100-80GB-HBM3-MIG-3g.40gb", "MIG")]
    [InlineData("NVIDIA-L40S-SHARED", "shared in time")]
    [InlineData("NVIDIA-A10-4Q", "virtual GPU")]
    public void Parts_of_gpus_are_not_taken_for_whole_ones(string product, string why)
    {
        var reading = ProductNames.Parse(product);
        Assert.Null(reading.Name);
        Assert.Contains(why, reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_virtual_gpu_with_all_the_memory_is_a_whole_one() => Assert.Equal("A10", ProductNames.Parse("NVIDIA-A10-24Q").Name);

    [Theory]
    [InlineData(40.0, "A100-40GB")]
    [InlineData(79.6, "A100-80GB")]
    [InlineData(null, "A100-40GB")]
    public void Memory_decides_between_variants(double? memory, string name)
    {
        var reading = ProductNames.Parse("a100", memory);
        Assert.Equal(name, reading.Name);
        Assert.True(reading.LeavesOpen);
    }

    [Theory]
    [InlineData("Intel-UHD-Graphics")]
    [InlineData("")]
    [InlineData("tpu-v5-lite-podslice")]
    public void Other_devices_are_nothing(string product) => Assert.Equal(default, ProductNames.Parse(product));
}

using Lepton.Api.Accelerators;

namespace Lepton.Api.Tests.Accelerators;

public class AcceleratorCatalogTests
{
    [Theory]
    [InlineData("T4", 16, "nvidia.com/gpu")]
    [InlineData("A10G", 24, "nvidia.com/gpu")]
    [InlineData("A100-40GB", 40, "nvidia.com/gpu")]
    [InlineData("A100-80GB", 80, "nvidia.com/gpu")]
    [InlineData("H100", 80, "nvidia.com/gpu")]
    [InlineData("H200", 141, "nvidia.com/gpu")]
    [InlineData("B200", 180, "nvidia.com/gpu")]
    [InlineData("GH200", 96, "nvidia.com/gpu")]
    [InlineData("MI300X", 192, "amd.com/gpu")]
    [InlineData("Gaudi3", 128, "habana.ai/gaudi")]
    public void Known_types_have_memory_and_resource(string name, int memory, string resource)
    {
        var accelerator = AcceleratorCatalog.TryGet(name);
        Assert.NotNull(accelerator);
        Assert.Equal(memory, accelerator.MemoryGiB);
        Assert.Equal(resource, accelerator.ResourceName);
    }

    [Fact]
    public void Every_type_of_the_public_price_lists_is_known()
    {
        string[] priced = ["T4", "L4", "A10", "A10G", "L40S", "V100", "A100-40GB", "A100-80GB", "H100", "H200", "B200", "B300", "GH200", "MI300X"];
        Assert.All(priced, name => Assert.NotNull(AcceleratorCatalog.TryGet(name)));
    }

    [Fact]
    public void Names_are_unique_sorted_and_fit_the_schema()
    {
        Assert.Equal(AcceleratorCatalog.Names.Order(StringComparer.Ordinal), AcceleratorCatalog.Names);
        Assert.Equal(AcceleratorCatalog.Names.Count, AcceleratorCatalog.Names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(AcceleratorCatalog.Names, name => Assert.Matches("^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$", name));
    }

    [Fact]
    public void Every_name_is_read_back_as_itself()
    {
        Assert.All(AcceleratorCatalog.Names, name => Assert.Equal(name, ProductNames.Parse(name).Name));
    }

    [Theory]
    [InlineData("h100", "H100")]
    [InlineData("H10O", "H100")]
    [InlineData("A100-80", "A100-80GB")]
    [InlineData("NVIDIA-A100-SXM4-80GB", "A100-80GB")]
    [InlineData("nvidia-l4", "L4")]
    [InlineData("RTX4090", "RTX-4090")]
    [InlineData("MI300", "MI300X")]
    [InlineData("quantum-tpu-v9000", null)]
    public void Nearest_name_is_what_was_probably_meant(string found, string? nearest) => Assert.Equal(nearest, AcceleratorCatalog.Nearest(found));

    [Fact]
    public void Lookup_is_case_sensitive()
    {
        Assert.Null(AcceleratorCatalog.TryGet("h100"));
        Assert.NotNull(AcceleratorCatalog.TryGet("H100"));
    }
}

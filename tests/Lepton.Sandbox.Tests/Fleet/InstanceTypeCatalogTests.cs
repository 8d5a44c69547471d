using Lepton.Sandbox.Fleet;

namespace Lepton.Sandbox.Tests.Fleet;

public sealed class InstanceTypeCatalogTests
{
    [Theory]
    [InlineData(CloudKind.AWS, "g4dn.2xlarge", "T4", 1, 8, 32)]
    [InlineData(CloudKind.AWS, "p5.48xlarge", "H100", 8, 192, 2048)]
    [InlineData(CloudKind.Azure, "Standard_NC96ads_A100_v4", "A100-80GB", 4, 96, 880)]
    [InlineData(CloudKind.GCP, "a2-ultragpu-4g", "A100-80GB", 4, 48, 680)]
    [InlineData(CloudKind.GCP, "n1-standard-8+1xt4", "T4", 1, 8, 30)]
    [InlineData(CloudKind.AWS, "m5.2xlarge", "", 0, 8, 32)]
    [InlineData(CloudKind.Other, "gpu_8x_h100_sxm5", "H100", 8, 208, 1800)]
    public void Known_types_have_their_size(CloudKind cloud, string name, string model, int gpus, int cpus, int memory)
    {
        var type = InstanceTypeCatalog.BuiltIn.Find(cloud, name)!;
        Assert.Equal((model, gpus, cpus, memory), (type.GpuModel, type.Gpus, type.VirtualCpus, type.MemoryGiB));
    }

    [Fact]
    public void A_cloud_offers_its_own_types_only()
    {
        Assert.Null(InstanceTypeCatalog.BuiltIn.Find(CloudKind.AWS, "a2-ultragpu-4g"));
        Assert.NotNull(InstanceTypeCatalog.BuiltIn.Find(CloudKind.Other, "a2-ultragpu-4g"));
        Assert.DoesNotContain("m5.large", InstanceTypeCatalog.BuiltIn.Names(CloudKind.Azure));
    }

    [Fact]
    public void Every_row_of_the_table_is_whole()
    {
        Assert.InRange(InstanceTypeCatalog.BuiltIn.All.Count(), 200, 1000);
        Assert.All(InstanceTypeCatalog.BuiltIn.All, static type =>
        {
            Assert.True(type.VirtualCpus > 0 && type.MemoryGiB > 0, type.Name);
            Assert.Equal(type.Gpus > 0, type.GpuModel.Length > 0);
            Assert.Equal(type.Gpus > 0, type.GpuMemoryGiB > 0);
        });
    }
}

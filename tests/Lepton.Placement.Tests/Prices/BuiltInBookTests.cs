using Lepton.Placement.Prices;

namespace Lepton.Placement.Tests.Prices;

public class BuiltInBookTests
{
    private static readonly PriceBook Book = PriceBook.BuiltIn;

    [Fact]
    public void It_has_a_thousand_rows_over_hyperscalers_and_neoclouds()
    {
        Assert.True(Book.Rows.Count >= 1000, $"{Book.Rows.Count} rows");
        var providers = Book.Rows.Select(r => r.Provider).ToHashSet();
        Assert.Superset(new HashSet<string> { "aws", "azure", "gcp", "lambda", "nebius", "runpod", "verda", "hyperstack", "coreweave" }, providers);
        Assert.All(new[] { "aws", "azure", "gcp" }, p => Assert.True(Book.Rows.Count(r => r.Provider == p) > 250, p));
    }

    [Fact]
    public void Every_row_names_its_source_and_date()
    {
        Assert.All(Book.Rows, r =>
        {
            Assert.NotEmpty(r.Source);
            Assert.Matches(@"20\d\d-\d\d|v\d undated", r.Date);
        });
    }

    [Fact]
    public void Every_spot_price_says_how_it_was_got()
    {
        var spot = Book.Rows.Where(r => r.SpotHourly is not null).ToList();
        Assert.True(spot.Count > 500, $"{spot.Count} spot prices");
        Assert.All(spot, r =>
        {
            Assert.Contains(r.SpotBasis, new[] { "list", "quoted", "quoted-min-az", "derived-advisor" });
            Assert.NotEmpty(r.SpotSource);
            Assert.NotEmpty(r.SpotDate);
        });
    }

    [Fact]
    public void Every_row_has_a_price_of_a_plausible_size()
    {
        Assert.All(Book.Rows, r =>
        {
            Assert.True(r.OnDemandHourly is not null || r.SpotHourly is not null);
            var perGpu = (r.OnDemandHourly ?? r.SpotHourly!.Value) / r.GpuCount;
            Assert.InRange(perGpu, 0.05, 30);
            Assert.True(r.SpotHourly is null || r.OnDemandHourly is null || r.SpotHourly <= r.OnDemandHourly * 1.000001, $"{r.InstanceType} in {r.Region}: spot above on-demand");
        });
    }

    [Theory]
    [InlineData("aws", "us-east-1", "p4d.24xlarge", "A100-40GB", 8)]
    [InlineData("AWS", "us-east-1", "p5.48xlarge", "H100", 8)]
    [InlineData("gcp", "us-central1", "a2-ultragpu-1g", "A100-80GB", 1)]
    [InlineData("azure", "eastus", "Standard_ND96isr_H100_v5", "H100", 8)]
    public void Known_instances_are_found(string provider, string region, string type, string gpu, int count)
    {
        var row = Book.FindInstance(provider, region, type);
        Assert.NotNull(row);
        Assert.Equal((gpu, count), (row.GpuModel, row.GpuCount));
        Assert.True(row.OnDemandHourly > 0);
    }

    [Fact]
    public void Spot_checks_against_the_sources()
    {
        Assert.Equal(5.068798, Book.FindInstance("gcp", "us-central1", "a2-ultragpu-1g")!.OnDemandHourly);
        Assert.Equal(30.09784, Book.FindInstance("aws", "ap-northeast-1", "p4d.24xlarge")!.OnDemandHourly);
        Assert.Equal(1.39, Book.FindInstance("runpod", "US", "1x_A100-80GB_SECURE")!.OnDemandHourly);
        Assert.Equal(0.4515, Book.FindInstance("verda", "FIN-01", "1A100.22V")!.SpotHourly);
    }

    [Fact]
    public void An_accelerator_is_found_by_its_size_first_then_by_any()
    {
        var eight = Book.FindAccelerator("gcp", "us-central1", "L4", 8, CapacityType.OnDemand);
        Assert.Equal("g2-standard-96", eight!.InstanceType);
        var one = Book.FindAccelerator("gcp", "us-central1", "L4", 1, CapacityType.OnDemand);
        Assert.Equal("g2-standard-4", one!.InstanceType);
        var three = Book.FindAccelerator("gcp", "us-central1", "H100", 3, CapacityType.Spot);
        Assert.Equal("H100", three!.GpuModel);
    }

    [Fact]
    public void A_row_without_region_holds_for_every_region()
    {
        var row = Book.FindAccelerator("coreweave", "US-EAST-04", "H100", 8, CapacityType.OnDemand);
        Assert.Equal(49.24, row!.OnDemandHourly);
    }

    [Fact]
    public void The_GPU_names_are_known()
    {
        Assert.Superset(new HashSet<string> { "A100-40GB", "A100-80GB", "A10G", "B200", "H100", "H200", "L4", "L40S", "T4", "V100", "MI300X" }, Book.GpuModels.ToHashSet());
        Assert.Equal("A100-80GB", Nearest.Of("a100-80g", Book.GpuModels));
        Assert.Null(Nearest.Of("Coral-TPU", Book.GpuModels));
    }
}

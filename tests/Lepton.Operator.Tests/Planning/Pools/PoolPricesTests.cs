using Lepton.Api;
using Lepton.Api.Providers;
using Lepton.Operator.Planning.Pools;
using Lepton.Placement;
using Lepton.Placement.Prices;

namespace Lepton.Operator.Tests.Planning.Pools;

public sealed class PoolPricesTests
{
    private readonly CloudProvider _aws = new() { Metadata = { Name = "my-aws" }, Spec = { Type = ProviderType.AWS } };

    private readonly FleetPool _pool = Make.FleetPool() with { Region = "ap-northeast-1", InstanceType = "p5.48xlarge" };

    [Fact]
    public void The_built_in_book_knows_the_clouds_and_divides_by_the_gpus()
    {
        var price = PoolPrices.BuiltInOnly.Find(_aws, _pool);
        Assert.Equal(68.8 / 8, price.PerGpuHour!.Value, 6);
        Assert.Contains("p5.48xlarge", price.Source, StringComparison.Ordinal);
        var spot = PoolPrices.BuiltInOnly.Find(_aws, _pool with { CapacityType = CapacityType.Spot });
        Assert.Equal(23.1449 / 8, spot.PerGpuHour!.Value, 6);
    }

    [Fact]
    public void The_providers_own_book_comes_before_the_built_in_one()
    {
        var price = new PoolPrices(name => name == "my-aws" ? Book(40) : null).Find(_aws, _pool);
        Assert.Equal(5, price.PerGpuHour!.Value, 6);
    }

    [Fact]
    public void An_inline_price_comes_before_every_book_for_its_capacity_type_only()
    {
        _aws.Spec.Pricing = new ProviderPricing { GpuHour = [new GpuPrice { Accelerator = "H100", DollarsPerGpuHour = 1.5 }] };
        var prices = new PoolPrices(_ => Book(40));
        Assert.Equal((1.5, "inline price"), (prices.Find(_aws, _pool).PerGpuHour, prices.Find(_aws, _pool).Source));
        Assert.Equal(23.1449 / 8, prices.Find(_aws, _pool with { CapacityType = CapacityType.Spot }).PerGpuHour!.Value, 6);
    }

    [Fact]
    public void Reserved_capacity_is_charged_as_on_demand() =>
        Assert.Equal(68.8 / 8, PoolPrices.BuiltInOnly.Find(_aws, _pool with { CapacityType = CapacityType.Reserved }).PerGpuHour!.Value, 6);

    [Fact]
    public void A_price_for_reserved_capacity_holds_for_it_alone()
    {
        _aws.Spec.Pricing = new ProviderPricing { GpuHour = [new GpuPrice { Accelerator = "H100", CapacityType = CapacityKind.Reserved, DollarsPerGpuHour = 1.25 }] };
        Assert.Equal(1.25, PoolPrices.BuiltInOnly.Find(_aws, _pool with { CapacityType = CapacityType.Reserved }).PerGpuHour);
        Assert.Equal(68.8 / 8, PoolPrices.BuiltInOnly.Find(_aws, _pool).PerGpuHour!.Value, 6);
    }

    [Fact]
    public void A_device_that_is_no_gpu_has_the_price_the_provider_gives_it()
    {
        var pool = _pool with { Accelerator = "xilinx.com/fpga", InstanceType = "f1.2xlarge" };
        Assert.Contains("no OnDemand price of f1.2xlarge / xilinx.com/fpga", PoolPrices.BuiltInOnly.Find(_aws, pool).Unknown, StringComparison.Ordinal);
        _aws.Spec.Pricing = new ProviderPricing { GpuHour = [new GpuPrice { Accelerator = "xilinx.com/fpga", DollarsPerGpuHour = 1.65 }] };
        Assert.Equal(1.65, PoolPrices.BuiltInOnly.Find(_aws, pool).PerGpuHour);
    }

    [Fact]
    public void A_books_price_of_an_instance_without_gpus_is_divided_over_cpu_and_memory()
    {
        var cpu = _pool with { Id = "c/cpu/OnDemand/m6", Accelerator = null, GpusPerNode = 0, InstanceType = "m6.big", CpuPerNode = 32, MemoryGiBPerNode = 128 };
        var price = new PoolPrices(_ => Book(2, "m6.big,,0,,32,128")).Find(_aws, cpu);
        Assert.Null(price.Unknown);
        Assert.Equal(2, 32 * price.PerCpuHour + 128 * price.PerMemoryGiBHour, 6);
        Assert.Equal(0.031611 / 0.004237, price.PerCpuHour / price.PerMemoryGiBHour, 6);
        Assert.NotNull(new PoolPrices(_ => Book(2, "m6.big,,0,,32,128")).Find(_aws, cpu with { InstanceType = "m7.big" }).Unknown);
    }

    [Fact]
    public void Prices_that_change_are_seen_by_those_asked_anew()
    {
        _aws.Spec.Pricing = new ProviderPricing { GpuHour = [new GpuPrice { Accelerator = "H100", DollarsPerGpuHour = 1 }] };
        Assert.Equal(1, PoolPrices.BuiltInOnly.Find(_aws, _pool).PerGpuHour);
        _aws.Spec.Pricing.GpuHour[0].DollarsPerGpuHour = 2;
        Assert.Equal(2, PoolPrices.BuiltInOnly.Find(_aws, _pool).PerGpuHour);
    }

    [Fact]
    public void A_provider_that_was_changed_has_its_new_prices_also_with_those_who_knew_the_old()
    {
        var prices = new PoolPrices(_ => null);
        foreach (var price in new[] { 3.0, 4.0 })
            Assert.Equal(price, prices.Find(Make.Provider("aws", price), _pool).PerGpuHour);
    }

    [Fact]
    public void An_unknown_price_is_no_price_with_a_reason()
    {
        var price = PoolPrices.BuiltInOnly.Find(_aws, _pool with { Region = "mars-1", InstanceType = "x9" });
        Assert.Null(price.PerGpuHour);
        Assert.StartsWith("the price is unknown: no OnDemand price of x9 / H100 at aws in mars-1", price.Unknown, StringComparison.Ordinal);
    }

    [Fact]
    public void Cpu_without_both_prices_is_unknown_and_names_the_fields()
    {
        var cpu = _pool with { Id = "c/cpu/OnDemand/m6", Accelerator = null };
        _aws.Spec.Pricing = new ProviderPricing { VcpuHour = 0.04 };
        Assert.Equal(
            "the price is unknown: CloudProvider my-aws has no pricing.vcpuHour and pricing.memoryGiBHour for pool c/cpu/OnDemand/m6, and no price book has its instance type",
            PoolPrices.BuiltInOnly.Find(_aws, cpu).Unknown);
        _aws.Spec.Pricing.MemoryGiBHour = 0.01;
        Assert.Null(PoolPrices.BuiltInOnly.Find(_aws, cpu).Unknown);
    }

    private static PriceBook Book(double hourly, string what = "p5.48xlarge,H100,8,80,192,2048")
    {
        var header = "provider,region,instance_type,gpu_model,gpu_count,gpu_memory_gib,vcpus,memory_gib,ondemand_usd_per_hour,spot_usd_per_hour,spot_basis,source,date,spot_source,spot_date";
        var parsed = PriceBook.Parse($"{header}\naws,ap-northeast-1,{what},{hourly},,,me,2026-01-01,,\n", "mine");
        Assert.True(parsed.Ok, string.Join("; ", parsed.Errors));
        return parsed.Book;
    }
}

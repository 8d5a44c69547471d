using Lepton.Placement.Prices;

namespace Lepton.Placement.Tests.Prices;

public class ResolverTests
{
    private static readonly PriceQuery H100 = new("aws", "us-east-1", "p5.48xlarge", "H100", 8, CapacityType.OnDemand);

    private static PriceBook Own(string rows) => PriceBook.Parse("instance_type,region,gpu_model,gpu_count,ondemand_usd_per_hour,spot_usd_per_hour\n" + rows, "own.csv").Book;

    [Fact]
    public void Inline_wins_over_the_book_which_wins_over_the_built_in()
    {
        var book = Own("p5.48xlarge,us-east-1,H100,8,40,\n");
        var inline = new[] { new InlineGpuPrice("H100", CapacityType.OnDemand, 3) };
        Assert.Equal((24, 3), (new PriceResolver(inline, book, PriceBook.BuiltIn).Resolve(H100) is { } a ? (a.PerNodeHour!.Value, a.PerGpuHour!.Value) : default));
        Assert.Equal(40, new PriceResolver([], book, PriceBook.BuiltIn).Resolve(H100).PerNodeHour);
        var listed = new PriceResolver([], null, PriceBook.BuiltIn).Resolve(H100);
        Assert.Equal(PriceBook.BuiltIn.FindInstance("aws", "us-east-1", "p5.48xlarge")!.OnDemandHourly, listed.PerNodeHour);
        Assert.Equal(listed.PerNodeHour / 8, listed.PerGpuHour);
        Assert.Contains("tsaol/aws-gpu, 2026-01-21", listed.Source);
    }

    [Fact]
    public void An_inline_price_counts_only_for_its_capacity_type()
    {
        var resolver = new PriceResolver([new InlineGpuPrice("H100", CapacityType.Spot, 1)], null, null);
        Assert.Null(resolver.Resolve(H100).PerGpuHour);
        Assert.Equal(1, resolver.Resolve(H100 with { CapacityType = CapacityType.Spot }).PerGpuHour);
    }

    [Fact]
    public void A_book_without_the_spot_price_leaves_it_to_the_next()
    {
        var book = Own("p5.48xlarge,us-east-1,H100,8,40,\n");
        var spot = new PriceResolver([], book, PriceBook.BuiltIn).Resolve(H100 with { CapacityType = CapacityType.Spot });
        Assert.Equal(PriceBook.BuiltIn.FindInstance("aws", "us-east-1", "p5.48xlarge")!.SpotHourly, spot.PerNodeHour);
    }

    [Fact]
    public void An_unknown_price_is_not_free_but_unknown_with_a_reason()
    {
        var answer = new PriceResolver([], null, PriceBook.BuiltIn).Resolve(new PriceQuery("onprem", "cellar", "box", "H10", 8, CapacityType.OnDemand));
        Assert.False(answer.Known);
        Assert.Null(answer.PerNodeHour);
        Assert.Equal("no OnDemand price of box / H10 at onprem in cellar: not inline, not in gpu-prices.csv; did you mean A10?", answer.Source);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_absurd_inline_price_is_refused_and_nothing_else_is_used_instead(double price)
    {
        var answer = new PriceResolver([new InlineGpuPrice("H100", CapacityType.OnDemand, price)], null, PriceBook.BuiltIn).Resolve(H100);
        Assert.False(answer.Known);
        Assert.Contains("above 0", answer.Source);
    }

    [Fact]
    public void A_node_of_another_size_is_priced_per_GPU()
    {
        var answer = new PriceResolver([], Own(",eu,H100,1,2.5,\n"), null).Resolve(new PriceQuery("mine", "eu", null, "H100", 8, CapacityType.OnDemand));
        Assert.Equal((20, 2.5), (answer.PerNodeHour, answer.PerGpuHour));
    }

    [Fact]
    public void A_node_without_GPUs_has_a_node_price_only()
    {
        var book = PriceBook.Parse("instance_type,region,ondemand_usd_per_hour\nm5.large,eu,0.1\n", "cpu.csv").Book;
        var answer = new PriceResolver([], book, null).Resolve(new PriceQuery("aws", "eu", "m5.large", null, 0, CapacityType.OnDemand));
        Assert.Equal((0.1, null), (answer.PerNodeHour, answer.PerGpuHour));
    }

    [Fact]
    public void Reserved_capacity_has_no_public_price()
    {
        Assert.False(new PriceResolver([], null, PriceBook.BuiltIn).Resolve(H100 with { CapacityType = CapacityType.Reserved }).Known);
    }

    [Fact]
    public void Egress_is_known_for_the_big_three_and_unknown_elsewhere()
    {
        Assert.Null(EgressPrices.Find("lambda"));
        var gcp = EgressPrices.Find("GCP")!;
        Assert.Equal(0, gcp.PerGiB("us-central1", "gcp", "us-central1"));
        Assert.Equal(0.08 * 1.073741824, gcp.PerGiB("us-central1", "gcp", "europe-west1"), 12);
        Assert.Equal(0.12 * 1.073741824, gcp.PerGiB("us-central1", "aws", "us-east-1"), 12);
        Assert.All(EgressPrices.BuiltIn, e => Assert.True(e.SameRegion <= e.InterRegion && e.InterRegion <= e.Internet && e.Date.Length > 0));
    }
}

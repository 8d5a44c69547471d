using Lepton.Placement.Prices;

namespace Lepton.Placement.Tests.Prices;

public class ParseTests
{
    private const string Header = "instance_type,region,gpu_model,gpu_count,ondemand_usd_per_hour,spot_usd_per_hour\n";

    [Fact]
    public void A_small_book_is_read()
    {
        var result = PriceBook.Parse(Header + "# our rates\nbox-8,eu-1,H100,8,16,\n\n\"box,2\",*,L4,2,1.5,0.5\n", "book.csv");
        Assert.Empty(result.Errors);
        Assert.Equal(2, result.Book.Rows.Count);
        Assert.Equal(16, result.Book.FindInstance("anyone", "eu-1", "box-8")!.OnDemandHourly);
        Assert.Null(result.Book.FindInstance("anyone", "eu-1", "box-8")!.SpotHourly);
        Assert.Equal(0.5, result.Book.FindInstance("anyone", "anywhere", "box,2")!.SpotHourly);
        Assert.Equal([3, 5], result.Book.Rows.Select(r => r.Line));
    }

    [Theory]
    [InlineData("box,eu-1,H100,8,-3,", 5, "ondemand_usd_per_hour", "\"-3\"")]
    [InlineData("box,eu-1,H100,8,0,", 5, "ondemand_usd_per_hour", "\"0\"")]
    [InlineData("box,eu-1,H100,8,NaN,", 5, "ondemand_usd_per_hour", "\"NaN\"")]
    [InlineData("box,eu-1,H100,8,Infinity,", 5, "ondemand_usd_per_hour", "\"Infinity\"")]
    [InlineData("box,eu-1,H100,8,cheap,", 5, "ondemand_usd_per_hour", "\"cheap\"")]
    [InlineData("box,eu-1,H100,8,\"3,50\",", 5, "ondemand_usd_per_hour", "\"3,50\"")]
    [InlineData("box,eu-1,H100,8,900000,", 5, "ondemand_usd_per_hour", "\"900000\"")]
    [InlineData("box,eu-1,H100,8,3,-1", 6, "spot_usd_per_hour", "\"-1\"")]
    [InlineData("box,eu-1,H100,many,3,", 4, "gpu_count", "\"many\"")]
    [InlineData("box,eu-1,H100,0,3,", 4, "gpu_count", "0 beside a GPU model")]
    [InlineData("box,eu-1,,2,3,", 3, "gpu_model", "no GPU model beside 2 GPUs")]
    [InlineData("box,eu-1,H100,8,,", 5, "ondemand_usd_per_hour", "no price")]
    [InlineData(",eu-1,,0,3,", 1, "instance_type", "neither an instance type nor a GPU model")]
    public void A_bad_row_is_named_by_file_line_and_column(string row, int column, string field, string found)
    {
        var result = PriceBook.Parse(Header + "good,eu-1,L4,1,1,\n" + row + "\n", "book.csv");
        var error = Assert.Single(result.Errors);
        Assert.Equal(("book.csv", 3, column, field, found), (error.File, error.Line, error.Column, error.Field, error.Found));
        Assert.StartsWith($"book.csv: line 3, column {column} ({field}): found {found}, expected ", error.ToString());
        Assert.Equal("good", Assert.Single(result.Book.Rows).InstanceType);
    }

    [Fact]
    public void All_mistakes_are_collected_and_the_good_rows_stay()
    {
        var result = PriceBook.Parse(Header + "a,r,H100,8,x,y\nb,r,H100,8,1\nc,r,H100,8,1,\nc,r,H100,8,2,\nd,r,H1\"00,8,2,\n", "book.csv");
        Assert.Equal([(2, 5), (2, 6), (3, 0), (5, 0), (6, 0)], result.Errors.Select(e => (e.Line, e.Column)).OrderBy(e => e));
        Assert.Contains(result.Errors, e => e.ToString() == "book.csv: line 3: found 5 fields, expected 6, as in the header");
        Assert.Contains(result.Errors, e => e.Line == 5 && e.Found.Contains("first on line 4"));
        Assert.Equal("c", Assert.Single(result.Book.Rows).InstanceType);
    }

    [Fact]
    public void A_misspelt_column_gets_a_suggestion()
    {
        var result = PriceBook.Parse("instance_typ,region,ondemand_usd_per_hour\nbox,eu,1\n", "book.csv");
        Assert.Contains(result.Errors, e => e is { Line: 1, Column: 1 } && e.Expected.Contains("perhaps instance_type"));
        Assert.Empty(result.Book.Rows);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# nothing here\n")]
    public void An_empty_book_is_an_error(string text)
    {
        Assert.Equal("an empty file", Assert.Single(PriceBook.Parse(text, "book.csv").Errors).Found);
    }

    [Fact]
    public void A_header_without_price_or_key_is_an_error()
    {
        var result = PriceBook.Parse("region,provider\neu,aws\n", "book.csv");
        Assert.Equal(["a header without a price", "a header without a key"], result.Errors.Select(e => e.Found));
    }

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_do_no_harm()
    {
        var result = PriceBook.Parse("\uFEFF" + Header.Replace("\n", "\r\n") + "box,eu-1,H100,8,16,\r\n", "book.csv");
        Assert.Empty(result.Errors);
        Assert.Equal(16, Assert.Single(result.Book.Rows).OnDemandHourly);
    }
}

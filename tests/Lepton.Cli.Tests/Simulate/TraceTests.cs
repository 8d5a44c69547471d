using Lepton.Cli.Simulate.Futures;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Tests.Simulate;

public sealed class TraceTests
{
    private const string Loads = "hours,model,units_per_second\n";
    private const string Prices = "hours,provider,region,accelerator,capacity_type,factor\n";

    [Fact]
    public void Loads_and_prices_are_read()
    {
        var traces = Traces.Read([("l.csv", Loads + "# a comment\n0,chat/a,10\r\n1.5,chat/a,20\n0,chat/b,3\n\n"), ("p.csv", Prices + "2,aws,us-east-1,H100,Spot,1.5\n3,,,,,2\n")]);
        Assert.Equal([new LoadChange(0, "chat/a", 10), new LoadChange(1.5, "chat/a", 20)], traces.LoadOf("chat/a"));
        Assert.Equal(["chat/a", "chat/b"], traces.Models);
        Assert.Equal((2, "aws", "us-east-1", "H100", NodeCapacityType.Spot, 1.5), (traces.Prices[0].At, traces.Prices[0].Provider, traces.Prices[0].Region, traces.Prices[0].Accelerator, traces.Prices[0].CapacityType, traces.Prices[0].Factor));
        Assert.Null(traces.Prices[1].CapacityType);
    }

    [Theory]
    [InlineData("hour,model\n", "t.csv:1:1: found \"hour,model\"; expected the header hours,model,units_per_second or hours,provider,region,accelerator,capacity_type,factor")]
    [InlineData(Loads + "0,chat/a\n", "t.csv:2:1: found 2 columns; expected 3: hours,model,units_per_second")]
    [InlineData(Loads + "0,chat/a,1\nsoon,chat/a,1\n", "t.csv:3:1: hours: found \"soon\"; expected a number of at least 0")]
    [InlineData(Loads + "0,chat/a,-1\n", "t.csv:2:10: units_per_second: found \"-1\"; expected a number of at least 0")]
    [InlineData(Loads + "0,chat/a,NaN\n", "t.csv:2:10: units_per_second: found \"NaN\"; expected a number of at least 0")]
    [InlineData(Loads + "0,chat,1\n", "t.csv:2:3: model: found \"chat\"; expected namespace/name")]
    [InlineData(Loads + "2,chat/a,1\n1,chat/a,1\n", "t.csv:3:1: hours: found 1 after 2; rows of a model must be in the order of time")]
    [InlineData(Prices + "0,aws,,,Cheap,1\n", "t.csv:2:9: capacity_type: found \"Cheap\"; expected one of OnDemand, Spot, Reserved, or nothing for all")]
    [InlineData(Prices + "0,aws,,,,0\n", "t.csv:2:10: factor: found \"0\"; expected a number of at least 0.001")]
    public void A_bad_row_is_told_with_file_line_and_column(string text, string expected) =>
        Assert.Equal([expected], Assert.Throws<TraceException>(() => Traces.Read([("t.csv", text)])).Errors);

    [Fact]
    public void All_bad_rows_of_all_files_are_told_at_once()
    {
        var error = Assert.Throws<TraceException>(() => Traces.Read([("a.csv", Loads + "x,a/b,1\n0,a/b,y\n"), ("b.csv", "")]));
        Assert.Equal(3, error.Errors.Count);
    }
}

using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Tests.Models;

public class QuantityTests
{
    // The right column is what a real API server writes back for the left one.
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0.5", "500m")]
    [InlineData("500m", "500m")]
    [InlineData("1000m", "1")]
    [InlineData("1500m", "1500m")]
    [InlineData("1.5", "1500m")]
    [InlineData("1000", "1k")]
    [InlineData("12000", "12k")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1536Mi", "1536Mi")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("0.5Gi", "512Mi")]
    [InlineData("512", "512")]
    [InlineData("1023Ki", "1023Ki")]
    [InlineData("0.5Ki", "512")]
    [InlineData("0.1Ki", "102400m")]
    [InlineData("1e3", "1e3")]
    [InlineData("1E3", "1e3")]
    [InlineData("12e4", "120e3")]
    [InlineData("1E", "1E")]
    [InlineData("1000E", "1e21")]
    [InlineData("+5", "5")]
    [InlineData("-1.5Gi", "-1536Mi")]
    [InlineData("1.", "1")]
    [InlineData(".5", "500m")]
    [InlineData("0.1n", "1n")]
    [InlineData("-0.1n", "-1n")]
    [InlineData("1e-200", "1e-9")]
    [InlineData("9Ei", "9223372036854775807")]
    [InlineData("100n", "100n")]
    [InlineData("1u", "1u")]
    public void CanonicalFormIsTheServers(string text, string canonical) => Assert.Equal(canonical, Quantity.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("Gi")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("1.2.3")]
    [InlineData("1 Gi")]
    [InlineData("1gi")]
    [InlineData("1K")]
    [InlineData("1ki")]
    [InlineData("1e")]
    [InlineData("1ee3")]
    [InlineData("0x10")]
    [InlineData("--1")]
    [InlineData("ten")]
    [InlineData("1e999")]
    [InlineData("NaN")]
    public void AnythingElseIsRefusedWithAnExample(string text)
    {
        Assert.False(Quantity.TryParse(text, out _));
        Assert.Contains("500m", Assert.Throws<FormatException>(() => Quantity.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EqualityIsOfAmountsNotOfSpelling()
    {
        Assert.Equal(Quantity.Parse("1"), Quantity.Parse("1000m"));
        Assert.Equal(Quantity.Parse("1Ki").GetHashCode(), Quantity.Parse("1024").GetHashCode());
        Assert.True(Quantity.Parse("1G") < Quantity.Parse("1Gi"));
        Assert.True(Quantity.Parse("1001m") > 1);
    }

    [Fact]
    public void SumKeepsTheFormatOfTheFirstThatIsNotZero()
    {
        Assert.Equal("3Gi", (Quantity.Parse("1Gi") + Quantity.Parse("2Gi")).ToString());
        Assert.Equal("1Gi", (Quantity.Zero + Quantity.Parse("1Gi")).ToString());
        Assert.Equal("-500m", (Quantity.Parse("1") - Quantity.Parse("1500m")).ToString());
        Assert.Equal("12", (Quantity.Parse("1500m") * 8).ToString());
    }

    [Fact]
    public void NumbersOutOfIt()
    {
        Assert.Equal(0.25, Quantity.Parse("250m").ToDouble());
        Assert.Equal(2, Quantity.Parse("1001m").ToInt64());
        Assert.Equal(-2, Quantity.Parse("-1001m").ToInt64());
        Assert.Equal(250, Quantity.FromMillis(250).ToMillis());
        Assert.Equal(1, Quantity.Parse("1n").ToMillis());
        Assert.Equal(long.MaxValue, Quantity.Parse("1e25").ToInt64());
    }

    [Fact]
    public void ParsingAgreesWithExactArithmetic() => Prop.ForAll(Texts().ToArbitrary(), text =>
    {
        var (mantissa, decimals, suffix) = text;
        var spelled = Spell(mantissa, decimals) + suffix.Text;
        var nanos = new BigInteger(mantissa) * suffix.Factor * BigInteger.Pow(10, 9) / suffix.Divisor;
        var (quotient, rest) = BigInteger.DivRem(nanos, BigInteger.Pow(10, decimals));
        var expected = (rest.IsZero ? quotient : quotient + rest.Sign) == 0 && mantissa != 0 ? mantissa > 0 ? 1 : -1 : rest.IsZero ? quotient : quotient + rest.Sign;
        var parsed = Quantity.Parse(spelled);
        return parsed == Quantity.Parse(expected.ToString(CultureInfo.InvariantCulture) + "n")
            && Quantity.Parse(parsed.ToString()) == parsed
            // An amount that no binary suffix divides is written without one, and what is read from that is decimal (apimachinery does the same).
            && (parsed.ToString() is var canonical && suffix.Text.EndsWith('i') && !canonical.EndsWith('i') || Quantity.Parse(canonical).ToString() == canonical);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void OrderAndSumsAgreeWithIntegers() => Prop.ForAll<int, int>((a, b) =>
    {
        var (x, y) = (Quantity.FromMillis(a), Quantity.FromMillis(b));
        return x.CompareTo(y) == a.CompareTo(b) && (x + y).ToMillis() == (long)a + b && (x - y).ToMillis() == (long)a - b;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void JsonStringsAndNumbersAreRead()
    {
        var read = KubernetesJson.Deserialize<Dictionary<string, Quantity>>("""{"cpu":"1500m","memory":2147483648,"nvidia.com/gpu":8,"half":0.5}"""u8)!;
        Assert.Equal("1500m", read["cpu"].ToString());
        Assert.Equal(Quantity.Parse("2Gi"), read["memory"]);
        Assert.Equal("8", read["nvidia.com/gpu"].ToString());
        Assert.Equal("500m", read["half"].ToString());
        Assert.Equal("""{"a":"1Gi"}""", KubernetesJson.ToNode(new Dictionary<string, Quantity> { ["a"] = "1024Mi" })!.ToJsonString());
        Assert.Throws<System.Text.Json.JsonException>(() => KubernetesJson.Deserialize<Quantity>("\"a lot\""u8));
    }

    private static string Spell(long mantissa, int decimals)
    {
        var digits = Math.Abs(mantissa).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return (mantissa < 0 ? "-" : "") + digits[..^decimals] + (decimals == 0 ? "" : "." + digits[^decimals..]);
    }

    private static Gen<(long Mantissa, int Decimals, (string Text, BigInteger Factor, BigInteger Divisor) Suffix)> Texts() =>
        from mantissa in Gen.Choose(-2_000_000, 2_000_000)
        from decimals in Gen.Choose(0, 7)
        from suffix in Gen.Elements(
            ("", BigInteger.One, BigInteger.One), ("n", BigInteger.One, BigInteger.Pow(10, 9)), ("u", BigInteger.One, BigInteger.Pow(10, 6)),
            ("m", BigInteger.One, new BigInteger(1000)), ("k", new BigInteger(1000), BigInteger.One), ("G", BigInteger.Pow(10, 9), BigInteger.One),
            ("Ki", new BigInteger(1024), BigInteger.One), ("Gi", BigInteger.Pow(2, 30), BigInteger.One), ("e2", new BigInteger(100), BigInteger.One))
        select ((long)mantissa, decimals, suffix);
}

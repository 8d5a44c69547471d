using Lepton.Sandbox.Schemas.Values;

namespace Lepton.Sandbox.Tests.Schemas;

public sealed class Re2Tests
{
    [Theory]
    [InlineData("^a$", "a", true)]
    [InlineData("^a$", "a\n", false)]
    [InlineData("^\\d+$", "12", true)]
    [InlineData("^\\d+$", "١٢", false)]
    [InlineData("^\\w$", "é", false)]
    [InlineData("^[\\w.-]+$", "a_b.c-9", true)]
    [InlineData("^[[:alpha:]]+$", "abc", true)]
    [InlineData("^[[:alpha:]_]+$", "a_1", false)]
    [InlineData("^[]a]+$", "]a", true)]
    [InlineData("^[a[b]+$", "[", true)]
    [InlineData("^(?P<x>a|b)c$", "bc", true)]
    [InlineData("(?i)^ABC$", "abc", true)]
    [InlineData("b", "abc", true)]
    [InlineData("^([0-9]{1,5}(h|m|s|ms)){1,4}$", "1h30m", true)]
    public void Expressions_match_as_in_RE2(string pattern, string text, bool matches) => Assert.Equal(matches, Re2.TryCompile(pattern, out _)!.IsMatch(text));

    [Theory]
    [InlineData("(", "error parsing regexp: missing closing ): `(`")]
    [InlineData("a)", "error parsing regexp: unexpected ): `a)`")]
    [InlineData("[a", "error parsing regexp: missing closing ]: `[a`")]
    [InlineData("(?=a)", "error parsing regexp: invalid or unsupported Perl syntax: `(?=a)`")]
    [InlineData("(a)\\1", "error parsing regexp: invalid or unsupported Perl syntax: `(a)\\1`")]
    public void What_RE2_does_not_have_is_refused(string pattern, string problem)
    {
        Assert.Null(Re2.TryCompile(pattern, out var found));
        Assert.Equal(problem, found);
    }

    [Theory]
    [InlineData("date-time", "2026-01-01T00:00:00Z", true)]
    [InlineData("date-time", "2026-01-01T00:00:00+02:00", true)]
    [InlineData("date-time", "2026-01-01", false)]
    [InlineData("date", "2026-02-29", false)]
    [InlineData("duration", "5m", true)]
    [InlineData("duration", "1.5h", true)]
    [InlineData("duration", "1", false)]
    [InlineData("uuid", "0193f1d2-0273-43e4-a2af-1627f99a0be2", true)]
    [InlineData("ipv4", "10.0.0.1", true)]
    [InlineData("ipv4", "10.1", false)]
    [InlineData("ipv6", "::1", true)]
    [InlineData("cidr", "10.0.0.0/8", true)]
    [InlineData("hostname", "a.b-c", true)]
    [InlineData("hostname", "-a", false)]
    [InlineData("byte", "AAEC", true)]
    [InlineData("byte", "*", false)]
    [InlineData("email", "a@b", true)]
    public void Formats_are_checked(string format, string text, bool fits) => Assert.Equal(fits, Formats.Fits(format, text));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(100, "100")]
    [InlineData(0.5, "0.5")]
    [InlineData(999999, "999999")]
    [InlineData(1000000, "1e+06")]
    [InlineData(1234567, "1.234567e+06")]
    [InlineData(-2.5e-7, "-2.5e-07")]
    public void Numbers_look_as_Go_prints_them(double number, string text) => Assert.Equal(text, GoNumbers.Float(number));
}

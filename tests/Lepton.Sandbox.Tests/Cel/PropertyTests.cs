using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Tests.Cel;

/// <summary>What must hold of any expression and any number.</summary>
public sealed class PropertyTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(7, 3);

    private static readonly (string Symbol, Func<BigInteger, BigInteger, BigInteger?> Exact)[] Arithmetic =
    [
        ("+", (a, b) => a + b), ("-", (a, b) => a - b), ("*", (a, b) => a * b),
        ("/", (a, b) => b.IsZero ? null : BigInteger.Divide(a, b)), ("%", (a, b) => b.IsZero ? null : BigInteger.Remainder(a, b)),
    ];

    [Fact]
    public void What_is_parsed_and_written_is_parsed_to_the_same() => Prop.ForAll(Generated.Expressions(4).ToArbitrary(), expression =>
    {
        var text = Unparser.Write(expression);
        return (Unparser.Write(Parser.Parse(text)) == text).Label(text);
    }).Check(Many);

    [Fact]
    public void Arithmetic_on_ints_is_exact_or_an_error() => Check(Generated.Ints, number => $"({number.ToString(CultureInfo.InvariantCulture)})", long.MinValue, long.MaxValue, n => (long)n, "integer overflow");

    [Fact]
    public void Arithmetic_on_uints_is_exact_or_an_error() => Check(Generated.Uints, number => number.ToString(CultureInfo.InvariantCulture) + "u", 0, ulong.MaxValue, n => (ulong)n, "unsigned integer overflow");

    [Fact]
    public void Numbers_compare_the_same_across_types() => Prop.ForAll(Numbers().Zip(Numbers(), (a, b) => (a, b)).ToArbitrary(), pair =>
    {
        var order = Sign(pair.a.Value, pair.b.Value);
        var (a, b) = ($"dyn({pair.a.Text})", $"dyn({pair.b.Text})");
        return (CelRunner.Run($"{a} < {b}") is true == order < 0
            && CelRunner.Run($"{a} <= {b}") is true == order <= 0
            && CelRunner.Run($"{a} > {b}") is true == order > 0
            && CelRunner.Run($"{a} >= {b}") is true == order >= 0
            && CelRunner.Run($"{a} == {b}") is true == (order == 0)
            && CelRunner.Run($"{a} != {b}") is true == (order != 0)).Label($"{a} {b} {order}");
    }).Check(Many);

    [Fact]
    public void A_number_survives_being_a_string() => Prop.ForAll(Generated.Ints.ToArbitrary(), number =>
        CelRunner.Run($"int(string({number.ToString(CultureInfo.InvariantCulture)}))") is long back && back == number).Check(Many);

    [Fact]
    public void A_double_survives_being_a_string() => Prop.ForAll(Generated.Doubles.ToArbitrary(), number =>
        CelRunner.Run("double(string(x))", $"x: double = double(\"{number.ToString("R", CultureInfo.InvariantCulture)}\")") is double back && back.Equals(number)).Check(Many);

    [Fact]
    public void Map_and_filter_say_what_their_quantifiers_say() => Prop.ForAll(Gen.ListOf(Gen.Choose(-5, 5)).ToArbitrary(), numbers =>
    {
        var list = $"[{string.Join(", ", numbers)}]";
        return CelRunner.Run($"{list}.filter(x, x > 0).size() > 0 == {list}.exists(x, x > 0)") is true
            && CelRunner.Run($"({list}.filter(x, x > 0).size() == {list}.size()) == {list}.all(x, x > 0)") is true
            && CelRunner.Run($"({list}.filter(x, x > 0).size() == 1) == {list}.exists_one(x, x > 0)") is true
            && CelRunner.Run($"{list}.map(x, x * 2).sum() == {list}.sum() * 2") is true
            && CelRunner.Run($"{list}.sort().isSorted() && {list}.sort().size() == {list}.size() && {list}.reverse().reverse() == {list}") is true;
    }).Check(Many);

    private static void Check<T>(Gen<T> numbers, Func<T, string> text, BigInteger least, BigInteger most, Func<BigInteger, object> cast, string overflow)
        where T : struct, IConvertible => Prop.ForAll(numbers.Zip(numbers, (a, b) => (a, b)).Zip(Gen.Elements(Arithmetic), (pair, op) => (pair.a, pair.b, op)).ToArbitrary(), test =>
    {
        var exact = test.op.Exact(BigInteger.Parse(text(test.a).Trim('(', ')', 'u'), CultureInfo.InvariantCulture), BigInteger.Parse(text(test.b).Trim('(', ')', 'u'), CultureInfo.InvariantCulture));
        var found = CelRunner.Run($"{text(test.a)} {test.op.Symbol} {text(test.b)}");
        var holds = exact switch
        {
            null => found is CelError error && error.Message.EndsWith("by zero", StringComparison.Ordinal),
            { } value when value < least || value > most => found is CelError { Message: var message } && message == overflow,
            { } value => found is CelError { Message: "integer overflow" } ? test.op.Symbol == "%" && value.IsZero : Equals(found, cast(value)),
        };
        return holds.Label($"{text(test.a)} {test.op.Symbol} {text(test.b)} = {CelRunner.Show(found)}");
    }).Check(Many);

    private static Gen<(object Value, string Text)> Numbers() => Gen.OneOf(
        Generated.Ints.Select(n => ((object)n, n.ToString(CultureInfo.InvariantCulture))),
        Generated.Uints.Select(n => ((object)n, n.ToString(CultureInfo.InvariantCulture) + "u")),
        Generated.Doubles.Select(n => ((object)n, n.ToString("E16", CultureInfo.InvariantCulture))));

    /// <summary>Exact between integers; with a double as doubles, as the server does it.</summary>
    private static int Sign(object a, object b) => a is double || b is double
        ? Convert.ToDouble(a, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(b, CultureInfo.InvariantCulture) + 0.0) is var order && Equals(Convert.ToDouble(a, CultureInfo.InvariantCulture), Convert.ToDouble(b, CultureInfo.InvariantCulture)) ? 0 : order
        : ((BigInteger)(a is long x ? x : (ulong)a)).CompareTo(b is long y ? y : (BigInteger)(ulong)b);
}

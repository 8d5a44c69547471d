using FsCheck;
using FsCheck.Fluent;
using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Tests.Cel;

/// <summary>Random expressions and numbers.</summary>
internal static class Generated
{
    private static readonly long[] Edges = [0, 1, -1, 2, -2, 10, long.MaxValue, long.MinValue, long.MaxValue - 1, int.MaxValue, int.MinValue, 3037000500, -3037000500];

    public static Gen<long> Ints { get; } = Gen.OneOf(Gen.Elements(Edges), ArbMap.Default.GeneratorFor<int>().Select(n => (long)n), ArbMap.Default.GeneratorFor<long>());

    public static Gen<ulong> Uints { get; } = Gen.OneOf(Gen.Elements(0UL, 1UL, 2UL, ulong.MaxValue, ulong.MaxValue - 1, 4294967296UL), Ints.Select(n => unchecked((ulong)n)));

    public static Gen<double> Doubles { get; } = Gen.OneOf(
        Gen.Elements(0.0, -0.0, 1.5, -2.25, 1e308, -1e308, 9.2233720368547758e18, -9.2233720368547758e18, 1.8446744073709552e19, 0.1),
        Ints.Select(n => (double)n));

    public static Gen<Expr> Expressions(int depth) => depth == 0 ? Leaves() : Gen.OneOf(
        Leaves(),
        Expressions(depth - 1).Select(Expr (operand) => new Expr.Select(0, operand, "field", testOnly: false)),
        Pairs(depth).Zip(Gen.Elements(Operators.Add, Operators.Subtract, Operators.Multiply, Operators.Divide, Operators.Modulo, Operators.Less, Operators.GreaterOrEqual, Operators.Equal, Operators.NotEqual, Operators.In, Operators.And, Operators.Or, Operators.Index, Operators.OptionalIndex), Expr (pair, function) => new Expr.Call(0, function, null, [pair.Left, pair.Right])),
        Pairs(depth).Select(Expr (pair) => new Expr.Call(0, "method", pair.Left, [pair.Right])),
        Pairs(depth).Select(Expr (pair) => new Expr.Call(0, "compute", null, [pair.Left, pair.Right])),
        Pairs(depth).Select(Expr (pair) => new Expr.Call(0, Operators.Conditional, null, [pair.Left, pair.Right, pair.Left])),
        Expressions(depth - 1).Select(Expr (operand) => new Expr.Call(0, Operators.OptionalSelect, null, [operand, new Expr.Literal(0, "maybe")])),
        Pairs(depth).Select(Expr (pair) => new Expr.List(0, [pair.Left, pair.Right], new HashSet<int> { 1 })),
        Pairs(depth).Select(Expr (pair) => new Expr.Map(0, [new Expr.Entry(pair.Left, pair.Right, true), new Expr.Entry(pair.Right, pair.Left, false)])));

    private static Gen<(Expr Left, Expr Right)> Pairs(int depth) => Expressions(depth - 1).Zip(Expressions(depth - 1), (left, right) => (left, right));

    private static Gen<Expr> Leaves() => Gen.OneOf(
        Gen.Elements<object?>(null, true, false).Select(Literal),
        Ints.Select(n => Literal(n)),
        Uints.Select(n => Literal(n)),
        Doubles.Select(n => Literal(n)),
        ArbMap.Default.GeneratorFor<string>().Select(text => Literal(new string([.. (text ?? "").Where(c => !char.IsSurrogate(c))]))),
        ArbMap.Default.GeneratorFor<byte[]>().Select(data => Literal(new Bytes(data ?? []))),
        Gen.Elements("self", "oldSelf", "x", "_y1").Select(Expr (name) => new Expr.Ident(0, name)));

    private static Expr Literal(object? value) => new Expr.Literal(0, value);
}

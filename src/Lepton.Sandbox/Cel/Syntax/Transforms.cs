using static Lepton.Sandbox.Cel.Syntax.Loop;

namespace Lepton.Sandbox.Cel.Syntax;

/// <summary>map, filter, transformList, transformMap and transformMapEntry as comprehensions.</summary>
internal static class Transforms
{
    /// <summary>The last argument is what each becomes, one before it says which ones.</summary>
    public static Expr List(int at, Expr range, Loop loop) =>
        Build(at, range, loop, new Expr.List(at, [], EmptySet), Append(at, loop.Rest[^1]), loop.Rest.Count > 1 ? loop.Rest[0] : null);

    public static Expr Filter(int at, Expr range, Loop loop) =>
        Build(at, range, loop, new Expr.List(at, [], EmptySet), Append(at, loop.First), loop.Rest[0]);

    public static Expr Map(int at, Expr range, Loop loop) => Build(at, range, loop, new Expr.Map(at, []),
        Call(at, Operators.MapInsert, Accumulator(at), new Expr.Ident(at, loop.Variable), loop.Rest[^1]), loop.Rest.Count > 1 ? loop.Rest[0] : null);

    public static Expr MapEntry(int at, Expr range, Loop loop) => Build(at, range, loop, new Expr.Map(at, []),
        Call(at, Operators.MapInsert, Accumulator(at), loop.Rest[^1]), loop.Rest.Count > 1 ? loop.Rest[0] : null);

    private static IReadOnlySet<int> EmptySet { get; } = new HashSet<int>();

    private static Expr Append(int at, Expr item) => Call(at, Operators.Add, Accumulator(at), new Expr.List(at, [item], EmptySet));

    private static Expr.Comprehension Build(int at, Expr range, Loop loop, Expr init, Expr step, Expr? filter) => loop.Over(at, range, init,
        condition: Constant(at, true),
        step: filter is null ? step : Call(at, Operators.Conditional, filter, step, Accumulator(at)));
}

using static Lepton.Sandbox.Cel.Syntax.Loop;

namespace Lepton.Sandbox.Cel.Syntax;

/// <summary>all, exists and exists_one as comprehensions.</summary>
internal static class Quantifiers
{
    public static Expr All(int at, Expr range, Loop loop) => loop.Over(at, range,
        init: Constant(at, true),
        condition: Call(at, Operators.NotStrictlyFalse, Accumulator(at)),
        step: Call(at, Operators.And, Accumulator(at), loop.Rest[0]));

    public static Expr Exists(int at, Expr range, Loop loop) => loop.Over(at, range,
        init: Constant(at, false),
        condition: Call(at, Operators.NotStrictlyFalse, Call(at, Operators.Not, Accumulator(at))),
        step: Call(at, Operators.Or, Accumulator(at), loop.Rest[0]));

    public static Expr ExistsOne(int at, Expr range, Loop loop) => loop.Over(at, range,
        init: Constant(at, 0L),
        condition: Constant(at, true),
        step: Call(at, Operators.Conditional, loop.Rest[0], Call(at, Operators.Add, Accumulator(at), Constant(at, 1L)), Accumulator(at)),
        result: Call(at, Operators.Equal, Accumulator(at), Constant(at, 1L)));
}

using Lepton.Sandbox.Cel.Syntax;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Evaluation;

/// <summary>
/// Values known before an expression runs: list and map literals of constants, and conversions of constants. They cost nothing when it runs, as with
/// cel-go's constant folding.
/// </summary>
internal static class Constants
{
    private static readonly HashSet<string> Conversions = new(StringComparer.Ordinal)
    {
        "bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint",
    };

    public static void Fold(Expr expression)
    {
        foreach (var child in ExprWalk.Children(expression))
            Fold(child);
        var folds = expression switch
        {
            Expr.Literal => true,
            Expr.List { Optional.Count: 0 } list => list.Elements.All(element => element.Constant is not null),
            Expr.Map map => map.Entries.All(entry => !entry.Optional && entry.Key.Constant is not null && entry.Value.Constant is not null),
            Expr.Call { Target: null, Args: [{ Constant: not null }] } call => Conversions.Contains(call.Function),
            _ => false,
        };
        if (folds && Value(expression) is var value and not CelError)
            expression.Constant = expression as Expr.Literal ?? new Expr.Literal(expression.Position, value);
    }

    /// <summary><c>x in ['a', 'b']</c>: a look-up in a set.</summary>
    public static bool IsMemberOfConstants(Expr.Call call) =>
        call.Args is [_, { Constant.Value: CelList list }] && list.Items.All(item => item is bool or long or ulong or double or string or Bytes);

    private static object? Value(Expr expression) => new Evaluator(new Dictionary<string, object?>(), ulong.MaxValue).Evaluate(expression);
}

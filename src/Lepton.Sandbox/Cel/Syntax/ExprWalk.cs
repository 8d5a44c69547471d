namespace Lepton.Sandbox.Cel.Syntax;

/// <summary>Visits every node of an expression.</summary>
internal static class ExprWalk
{
    public static void Visit(Expr expression, Action<Expr> visit)
    {
        visit(expression);
        foreach (var child in Children(expression))
            Visit(child, visit);
    }

    public static IEnumerable<Expr> Children(Expr expression) => expression switch
    {
        Expr.Select select => [select.Operand],
        Expr.Call call => call.Target is null ? call.Args : [call.Target, .. call.Args],
        Expr.List list => list.Elements,
        Expr.Map map => map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }),
        Expr.Struct made => made.Values,
        Expr.Comprehension loop => [loop.Range, loop.Accumulator.Init, loop.Accumulator.Condition, loop.Accumulator.Step, loop.Accumulator.Result],
        _ => [],
    };
}

namespace Lepton.Sandbox.Cel.Syntax;

/// <summary>
/// Rewrites the macros of the language and of the extensions that Kubernetes enables (optional types, sortBy, two-variable comprehensions) into
/// comprehensions.
/// </summary>
internal static class Macros
{
    /// <exception cref="SyntaxException">A macro is given what it cannot take.</exception>
    public static Expr Expand(Expr expression) => expression switch
    {
        Expr.Select select => new Expr.Select(select.Position, Expand(select.Operand), select.Field, select.TestOnly),
        Expr.List list => new Expr.List(list.Position, [.. list.Elements.Select(Expand)], list.Optional),
        Expr.Map map => new Expr.Map(map.Position, [.. map.Entries.Select(entry => entry with { Key = Expand(entry.Key), Value = Expand(entry.Value) })]),
        Expr.Struct made => new Expr.Struct(made.Position, made.TypeName, [.. made.Values.Select(Expand)]),
        Expr.Call call => Call(call),
        _ => expression,
    };

    private static Expr Call(Expr.Call call)
    {
        var args = call.Args.Select(Expand).ToArray();
        if (call.Target is null)
            return call.Function == "has" && args.Length == 1 ? Has(call, args[0]) : new Expr.Call(call.Position, call.Function, null, args);
        var target = Expand(call.Target);
        return (call.Function, args.Length) switch
        {
            ("all", 2) => Quantifiers.All(call.Position, target, Loop.One(args)),
            ("all", 3) => Quantifiers.All(call.Position, target, Loop.Two(args)),
            ("exists", 2) => Quantifiers.Exists(call.Position, target, Loop.One(args)),
            ("exists", 3) => Quantifiers.Exists(call.Position, target, Loop.Two(args)),
            ("exists_one" or "existsOne", 2) => Quantifiers.ExistsOne(call.Position, target, Loop.One(args)),
            ("exists_one" or "existsOne", 3) => Quantifiers.ExistsOne(call.Position, target, Loop.Two(args)),
            ("map", 2 or 3) => Transforms.List(call.Position, target, Loop.Over(args)),
            ("filter", 2) => Transforms.Filter(call.Position, target, Loop.Over(args)),
            ("transformList", 3 or 4) => Transforms.List(call.Position, target, Loop.Two(args)),
            ("transformMap", 3 or 4) => Transforms.Map(call.Position, target, Loop.Two(args)),
            ("transformMapEntry", 3 or 4) => Transforms.MapEntry(call.Position, target, Loop.Two(args)),
            ("optMap", 2) => Bindings.OptMap(call.Position, target, args, flat: false),
            ("optFlatMap", 2) => Bindings.OptMap(call.Position, target, args, flat: true),
            ("sortBy", 2) => Bindings.SortBy(call.Position, target, args),
            _ => new Expr.Call(call.Position, call.Function, target, args),
        };
    }

    private static Expr.Select Has(Expr.Call call, Expr argument) => argument is Expr.Select select
        ? new Expr.Select(call.Position, select.Operand, select.Field, testOnly: true)
        : throw new SyntaxException(argument.Position, "invalid argument to has() macro");
}

namespace Lepton.Sandbox.Cel.Syntax;

/// <summary>Macros that give a value a name once: optMap, optFlatMap, sortBy.</summary>
internal static class Bindings
{
    private const string SortInput = "@__sortBy_input__";

    /// <summary>The value transformed when there is one.</summary>
    /// <param name="flat">The transformation gives an optional itself.</param>
    public static Expr OptMap(int at, Expr target, Expr[] args, bool flat)
    {
        if (args[0] is not Expr.Ident variable)
            throw new SyntaxException(args[0].Position, $"{(flat ? "optFlatMap" : "optMap")}() variable name must be a simple identifier");
        var bound = Bind(at, variable.Name, new Expr.Call(at, "value", target, []), args[1]);
        return Loop.Call(at, Operators.Conditional,
            new Expr.Call(at, "hasValue", target, []),
            flat ? bound : Loop.Call(at, "optional.of", bound),
            Loop.Call(at, "optional.none"));
    }

    public static Expr SortBy(int at, Expr target, Expr[] args)
    {
        var keys = Transforms.List(at, new Expr.Ident(at, SortInput), Loop.Over(args));
        return Bind(at, SortInput, target, new Expr.Call(at, Operators.SortByKeys, new Expr.Ident(at, SortInput), [keys]));
    }

    /// <summary>A loop over nothing whose accumulator is the name.</summary>
    private static Expr.Comprehension Bind(int at, string name, Expr value, Expr result) => new(at,
        new Expr.List(at, [], new HashSet<int>()), "#unused", null,
        new Expr.Fold(name, value, Loop.Constant(at, false), new Expr.Ident(at, name), result));
}

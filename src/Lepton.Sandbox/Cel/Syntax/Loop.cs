namespace Lepton.Sandbox.Cel.Syntax;

/// <summary>The variables of a comprehension macro and the arguments after them.</summary>
internal sealed record Loop(Expr First, string Variable, string? Second, IReadOnlyList<Expr> Rest)
{
    /// <summary>For all, exists and exists_one.</summary>
    public static Loop One(Expr[] args) => new(args[0], Name(args[0], "argument must be a simple name"), null, args[1..]);

    /// <summary>For map and filter, which word the error in their own way.</summary>
    public static Loop Over(Expr[] args) => new(args[0], Name(args[0], "argument is not an identifier"), null, args[1..]);

    /// <summary>For the macros with two variables.</summary>
    public static Loop Two(Expr[] args)
    {
        var (first, second) = (Name(args[0], "argument must be a simple name"), Name(args[1], "argument must be a simple name"));
        if (first == second)
            throw new SyntaxException(args[1].Position, $"duplicate variable name: {first}");
        return new Loop(args[0], first, second, args[2..]);
    }

    /// <summary>The comprehension over <paramref name="range"/>; its result is the accumulator when none is given.</summary>
    public Expr.Comprehension Over(int position, Expr range, Expr init, Expr condition, Expr step, Expr? result = null) =>
        new(position, range, Variable, Second, new Expr.Fold(Operators.Accumulator, init, condition, step, result ?? Accumulator(position)));

    public static Expr.Ident Accumulator(int position) => new(position, Operators.Accumulator);

    public static Expr.Call Call(int position, string function, params Expr[] args) => new(position, function, null, args);

    public static Expr.Literal Constant(int position, object? value) => new(position, value);

    private static string Name(Expr argument, string error)
    {
        if (argument is not Expr.Ident ident)
            throw new SyntaxException(argument.Position, error);
        return ident.Name == "__result__" ? throw new SyntaxException(argument.Position, "iteration variable overwrites accumulator variable") : ident.Name;
    }
}

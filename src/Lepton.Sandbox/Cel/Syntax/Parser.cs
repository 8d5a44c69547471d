using System.Globalization;

namespace Lepton.Sandbox.Cel.Syntax;

/// <summary>
/// Reads an expression by recursive descent over the grammar of the CEL specification (google/cel-spec, doc/langdef.md), with optional syntax
/// (<c>a.?b</c>, <c>a[?i]</c>, <c>[?x]</c>). Macros stay calls: <see cref="Macros"/> expands them.
/// </summary>
internal sealed class Parser
{
    /// <summary>Most characters of an expression.</summary>
    public const int MaxLength = 100_000;

    private const int MaxDepth = 250;

    private static readonly Dictionary<string, string> Relations = new(StringComparer.Ordinal)
    {
        ["<"] = Operators.Less,
        ["<="] = Operators.LessOrEqual,
        [">"] = Operators.Greater,
        [">="] = Operators.GreaterOrEqual,
        ["=="] = Operators.Equal,
        ["!="] = Operators.NotEqual,
        ["in"] = Operators.In,
    };

    private static readonly Dictionary<string, string> Sums = new(StringComparer.Ordinal) { ["+"] = Operators.Add, ["-"] = Operators.Subtract };

    private static readonly Dictionary<string, string> Products = new(StringComparer.Ordinal)
    {
        ["*"] = Operators.Multiply,
        ["/"] = Operators.Divide,
        ["%"] = Operators.Modulo,
    };

    private static readonly Dictionary<string, string> Disjunction = new(StringComparer.Ordinal) { ["||"] = Operators.Or };

    private static readonly Dictionary<string, string> Conjunction = new(StringComparer.Ordinal) { ["&&"] = Operators.And };

    private readonly TokenReader _tokens;
    private readonly PrimaryParser _primary;
    private int _depth;

    private Parser(string text)
    {
        _tokens = new TokenReader(new Lexer(text).Read());
        _primary = new PrimaryParser(_tokens, Expression);
    }

    /// <exception cref="SyntaxException">It is not an expression, or too long or nested too deep.</exception>
    public static Expr Parse(string text)
    {
        if (text.Length > MaxLength)
            throw new SyntaxException(0, $"expression code point size exceeds limit: size: {text.Length}, limit {MaxLength}");
        var parser = new Parser(text);
        var expression = parser.Expression();
        parser._tokens.ExpectEnd();
        return expression;
    }

    private Expr Expression()
    {
        if (++_depth > MaxDepth)
            throw TooDeep(_tokens.Current.Position);
        var condition = Or();
        if (_tokens.Current.Is("?"))
        {
            var mark = _tokens.Take();
            var then = Or();
            _tokens.Expect(":");
            condition = new Expr.Call(mark.Position, Operators.Conditional, null, [condition, then, Expression()]);
        }

        _depth--;
        return Checked(condition);
    }

    private Expr Or() => Chain(Disjunction, And);

    private Expr And() => Chain(Conjunction, Relation);

    private Expr Relation() => Chain(Relations, Sum);

    private Expr Sum() => Chain(Sums, Product);

    private Expr Product() => Chain(Products, Unary);

    private Expr Chain(Dictionary<string, string> operators, Func<Expr> operand)
    {
        var left = operand();
        while (_tokens.Current.Kind == TokenKind.Symbol && operators.TryGetValue(_tokens.Current.Text, out var function))
        {
            var position = _tokens.Take().Position;
            left = Checked(new Expr.Call(position, function, null, [left, operand()]));
        }

        return left;
    }

    /// <summary>An even number of signs is none. The sign right before a number belongs to the number.</summary>
    private Expr Unary()
    {
        var first = _tokens.Current;
        if (!first.Is("!") && !first.Is("-"))
            return Checked(_primary.Member());
        var count = 0;
        while (_tokens.Current.Is(first.Text) && !(first.Text == "-" && _tokens.Next.Kind is TokenKind.Int or TokenKind.Double))
        {
            _tokens.Take();
            count++;
        }

        var operand = Checked(_primary.Member());
        return count % 2 == 0 ? operand : new Expr.Call(first.Position, first.Text == "!" ? Operators.Not : Operators.Negate, null, [operand]);
    }

    /// <summary>Chains are read in a loop but walked by recursion, which must have an end.</summary>
    private static Expr Checked(Expr expression) => expression.Depth <= 4 * MaxDepth ? expression : throw TooDeep(expression.Position);

    private static SyntaxException TooDeep(int position) => new(position, string.Create(CultureInfo.InvariantCulture, $"expression recursion limit exceeded: {MaxDepth}"));
}

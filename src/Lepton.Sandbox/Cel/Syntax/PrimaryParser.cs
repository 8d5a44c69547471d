using System.Globalization;

namespace Lepton.Sandbox.Cel.Syntax;

/// <summary>Operands: literals, names, lists, maps, and what follows them: fields, indices, calls.</summary>
/// <param name="expression">Reads a whole expression.</param>
internal sealed class PrimaryParser(TokenReader tokens, Func<Expr> expression)
{
    /// <summary>Words kept for later that cannot be names.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while",
    };

    public Expr Member()
    {
        var at = Primary();
        while (true)
        {
            if (tokens.Current.Is("."))
                at = Field(at);
            else if (tokens.Current.Is("["))
                at = Index(at);
            else if (tokens.Current.Is("{") && Qualified(at) is { } name)
                at = Struct(name);
            else
                return at;
        }
    }

    private Expr Field(Expr operand)
    {
        var dot = tokens.Take();
        if (tokens.TryTake("?"))
        {
            var field = tokens.ExpectIdentifier();
            return new Expr.Call(dot.Position, Operators.OptionalSelect, null, [operand, new Expr.Literal(field.Position, field.Text)]);
        }

        var name = tokens.ExpectIdentifier();
        if (!tokens.Current.Is("("))
            return new Expr.Select(dot.Position, operand, name.Text, testOnly: false);
        return new Expr.Call(tokens.Current.Position, name.Text, operand, Arguments());
    }

    private Expr.Call Index(Expr operand)
    {
        var open = tokens.Take();
        var function = tokens.TryTake("?") ? Operators.OptionalIndex : Operators.Index;
        var index = expression();
        tokens.Expect("]");
        return new Expr.Call(open.Position, function, null, [operand, index]);
    }

    private Expr Primary()
    {
        var token = tokens.Current;
        if (token.Is("("))
            return Parenthesised();
        if (token.Is("["))
            return List();
        if (token.Is("{"))
            return Map();
        if (token.Kind == TokenKind.Identifier || token.Is("."))
            return Name();
        return Literal();
    }

    private Expr Parenthesised()
    {
        tokens.Take();
        var inner = expression();
        tokens.Expect(")");
        return inner;
    }

    private Expr Name()
    {
        tokens.TryTake(".");
        var name = tokens.ExpectIdentifier();
        if (Reserved.Contains(name.Text))
            throw new SyntaxException(name.Position, $"reserved identifier: {name.Text}");
        return tokens.Current.Is("(")
            ? new Expr.Call(tokens.Current.Position, name.Text, null, Arguments())
            : new Expr.Ident(name.Position, name.Text);
    }

    private Expr.Literal Literal()
    {
        var start = tokens.Current;
        var negative = start.Is("-");
        if (negative)
            tokens.Take();
        var token = tokens.Current;
        if (negative && token.Kind is not (TokenKind.Int or TokenKind.Double))
            throw tokens.NoOperand();
        object? value = token.Kind switch
        {
            TokenKind.Int => Int(token, start, negative),
            TokenKind.Uint => Uint(token),
            TokenKind.Double => Double(token, negative),
            TokenKind.String or TokenKind.Bytes => token.Value,
            _ when token.Is("true") => true,
            _ when token.Is("false") => false,
            _ when token.Is("null") => null,
            _ => throw tokens.NoOperand(),
        };
        tokens.Take();
        return new Expr.Literal(start.Position, value);
    }

    private static long Int(Token token, Token start, bool negative)
    {
        var hex = token.Text.StartsWith("0x", StringComparison.Ordinal);
        var digits = hex ? token.Text[2..] : token.Text;
        var parsed = hex
            ? ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var magnitude)
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out magnitude);
        if (!parsed || magnitude > (ulong)long.MaxValue + (negative ? 1UL : 0UL))
            throw new SyntaxException(start.Position, "invalid int literal");
        return negative ? unchecked(-(long)magnitude) : (long)magnitude;
    }

    private static ulong Uint(Token token)
    {
        var hex = token.Text.StartsWith("0x", StringComparison.Ordinal);
        var digits = token.Text[(hex ? 2 : 0)..^1];
        return ulong.TryParse(digits, hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new SyntaxException(token.Position, "invalid uint literal");
    }

    private static double Double(Token token, bool negative)
    {
        var value = double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(value))
            throw new SyntaxException(token.Position, "invalid double literal");
        return negative ? -value : value;
    }

    private List<Expr> Arguments()
    {
        tokens.Expect("(");
        var args = new List<Expr>();
        while (!tokens.Current.Is(")"))
        {
            args.Add(expression());
            if (!tokens.TryTake(","))
                break;
        }

        tokens.Expect(")");
        return args;
    }

    private Expr.List List()
    {
        var open = tokens.Take();
        var elements = new List<Expr>();
        var optional = new HashSet<int>();
        while (!tokens.Current.Is("]"))
        {
            if (tokens.TryTake("?"))
                optional.Add(elements.Count);
            elements.Add(expression());
            if (!tokens.TryTake(","))
                break;
        }

        tokens.Expect("]");
        return new Expr.List(open.Position, elements, optional);
    }

    private Expr.Map Map()
    {
        var open = tokens.Take();
        var entries = new List<Expr.Entry>();
        while (!tokens.Current.Is("}"))
        {
            var optional = tokens.TryTake("?");
            var key = expression();
            tokens.Expect(":");
            entries.Add(new Expr.Entry(key, expression(), optional));
            if (!tokens.TryTake(","))
                break;
        }

        tokens.Expect("}");
        return new Expr.Map(open.Position, entries);
    }

    private Expr.Struct Struct(string name)
    {
        var open = tokens.Take();
        var values = new List<Expr>();
        while (!tokens.Current.Is("}"))
        {
            tokens.TryTake("?");
            tokens.ExpectIdentifier();
            tokens.Expect(":");
            values.Add(expression());
            if (!tokens.TryTake(","))
                break;
        }

        tokens.Expect("}");
        return new Expr.Struct(open.Position, name, values);
    }

    /// <summary><c>a.b.c</c> when the expression is nothing but names.</summary>
    private static string? Qualified(Expr at) => at switch
    {
        Expr.Ident ident => ident.Name,
        Expr.Select { TestOnly: false } select => Qualified(select.Operand) is { } before ? $"{before}.{select.Field}" : null,
        _ => null,
    };
}

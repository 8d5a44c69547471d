namespace Lepton.Sandbox.Cel.Syntax;

/// <summary>A place in a list of tokens.</summary>
internal sealed class TokenReader(List<Token> tokens)
{
    /// <summary>What may begin an operand, as the generated parser of cel-go lists it.</summary>
    private const string Operands = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

    private int _at;

    public Token Current => tokens[_at];

    public Token Next => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public Token Take() => tokens[_at < tokens.Count - 1 ? _at++ : _at];

    public bool TryTake(string symbol)
    {
        if (!Current.Is(symbol))
            return false;
        _at++;
        return true;
    }

    public Token Expect(string symbol) => Current.Is(symbol)
        ? Take()
        : throw new SyntaxException(Current.Position, $"Syntax error: mismatched input '{Current.Text}' expecting '{symbol}'");

    public Token ExpectIdentifier() => Current.Kind == TokenKind.Identifier
        ? Take()
        : throw new SyntaxException(Current.Position, $"Syntax error: mismatched input '{Current.Text}' expecting IDENTIFIER");

    public void ExpectEnd()
    {
        if (Current.Kind != TokenKind.End)
            throw new SyntaxException(Current.Position, $"Syntax error: {(Next.Kind == TokenKind.End ? "extraneous" : "mismatched")} input '{Current.Text}' expecting <EOF>");
    }

    public SyntaxException NoOperand() => new(Current.Position, $"Syntax error: mismatched input '{Current.Text}' expecting {Operands}");
}

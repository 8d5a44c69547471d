namespace Lepton.Sandbox.Cel.Syntax;

/// <summary>Cuts a text into tokens, after the lexis of the CEL specification (google/cel-spec, doc/langdef.md).</summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] Symbols =
    [
        "==", "!=", "<=", ">=", "&&", "||", "(", ")", "[", "]", "{", "}", ".", ",", "-", "+", "*", "/", "%", "!", "?", ":", "<", ">",
    ];

    private static readonly HashSet<string> Words = new(StringComparer.Ordinal) { "true", "false", "null", "in" };

    private int _at;

    /// <exception cref="SyntaxException">At the first character that begins no token.</exception>
    public List<Token> Read()
    {
        var tokens = new List<Token>();
        while (SkipSpace())
            tokens.Add(Next());
        tokens.Add(new Token(TokenKind.End, "<EOF>", text.Length));
        return tokens;
    }

    private bool SkipSpace()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                _at++;
                continue;
            }

            if (!text.AsSpan(_at).StartsWith("//"))
                return true;
            var end = text.IndexOf('\n', _at);
            _at = end < 0 ? text.Length : end;
        }

        return false;
    }

    private Token Next()
    {
        if (StringLiteral.Read(text, ref _at) is { } literal)
            return literal;
        var c = text[_at];
        if (char.IsAsciiLetter(c) || c == '_')
            return Word();
        if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
            return Number();
        foreach (var symbol in Symbols)
        {
            if (text.AsSpan(_at).StartsWith(symbol))
                return Take(TokenKind.Symbol, symbol.Length);
        }

        throw new SyntaxException(_at, $"Syntax error: token recognition error at: '{c}'");
    }

    private Token Word()
    {
        var end = _at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        return Take(Words.Contains(text[_at..end]) ? TokenKind.Symbol : TokenKind.Identifier, end - _at);
    }

    private Token Number()
    {
        if (text.AsSpan(_at).StartsWith("0x") && _at + 2 < text.Length && char.IsAsciiHexDigit(text[_at + 2]))
            return Suffixed(End(_at + 2, char.IsAsciiHexDigit));
        var end = End(_at, char.IsAsciiDigit);
        var real = false;
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            real = true;
            end = End(end + 1, char.IsAsciiDigit);
        }

        if (Exponent(end) is { } after)
        {
            real = true;
            end = after;
        }

        return real ? Take(TokenKind.Double, end - _at) : Suffixed(end);
    }

    private int? Exponent(int at)
    {
        if (at >= text.Length || text[at] is not ('e' or 'E'))
            return null;
        var digits = at + 1;
        if (digits < text.Length && text[digits] is '+' or '-')
            digits++;
        return digits < text.Length && char.IsAsciiDigit(text[digits]) ? End(digits, char.IsAsciiDigit) : null;
    }

    private Token Suffixed(int end) =>
        end < text.Length && text[end] is 'u' or 'U' ? Take(TokenKind.Uint, end + 1 - _at) : Take(TokenKind.Int, end - _at);

    private int End(int from, Func<char, bool> digit)
    {
        while (from < text.Length && digit(text[from]))
            from++;
        return from;
    }

    private Token Take(TokenKind kind, int length)
    {
        var token = new Token(kind, text.Substring(_at, length), _at);
        _at += length;
        return token;
    }
}

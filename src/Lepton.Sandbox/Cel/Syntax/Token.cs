namespace Lepton.Sandbox.Cel.Syntax;

internal enum TokenKind
{
    End,
    Identifier,
    Int,
    Uint,
    Double,
    String,
    Bytes,

    /// <summary>Operators, brackets and the words true, false, null and in.</summary>
    Symbol,
}

/// <summary>One word of an expression.</summary>
/// <param name="Text">As it stands there.</param>
/// <param name="Value">Of strings and bytes: what the literal means.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, object? Value = null)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;
}

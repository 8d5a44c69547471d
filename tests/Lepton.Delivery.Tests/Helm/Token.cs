namespace Lepton.Delivery.Tests.Helm;

internal enum TokenKind
{
    Text,
    String,
    Number,
    Variable,
    Field,
    Name,
    Punctuation,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">As written, without quotes for strings.</param>
/// <param name="Glued">No white space before it: a field after a closing parenthesis or a variable belongs to that.</param>
internal sealed record Token(TokenKind Kind, string Text, bool Glued);

/// <summary>What stands between two delimiters, or between an action and the next.</summary>
/// <param name="Line">1-based line in the template, for errors.</param>
/// <param name="Text">Literal text, or null for an action.</param>
/// <param name="Action">Tokens of an action.</param>
internal sealed record Segment(int Line, string? Text, IReadOnlyList<Token> Action);

/// <summary>A template says something this renderer does not know, or something wrong.</summary>
internal sealed class TemplateException(string message) : Exception(message);

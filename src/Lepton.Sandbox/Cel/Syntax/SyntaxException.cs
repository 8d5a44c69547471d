namespace Lepton.Sandbox.Cel.Syntax;

/// <summary>The text is not an expression.</summary>
/// <param name="position">Where, in characters from 0.</param>
internal sealed class SyntaxException(int position, string message) : Exception(message)
{
    public int Position { get; } = position;
}

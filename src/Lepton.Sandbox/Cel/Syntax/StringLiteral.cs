using System.Text;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Syntax;

/// <summary>Literals of strings and bytes: one or three quotes, raw with <c>r</c>, bytes with <c>b</c>.</summary>
internal static class StringLiteral
{
    /// <summary>Null when no such literal begins at <paramref name="at"/>; otherwise moves past it.</summary>
    /// <exception cref="SyntaxException">It has no end, or an escape that is not one.</exception>
    public static Token? Read(string text, ref int at)
    {
        var (start, quote) = (at, at);
        var (raw, bytes) = (false, false);
        for (; quote < text.Length && quote - start < 2; quote++)
        {
            if (text[quote] is 'r' or 'R' && !raw)
                raw = true;
            else if (text[quote] is 'b' or 'B' && !bytes)
                bytes = true;
            else
                break;
        }

        if (quote >= text.Length || text[quote] is not ('"' or '\''))
            return null;
        var mark = text[quote];
        var triple = text.AsSpan(quote).StartsWith(new string(mark, 3));
        var from = quote + (triple ? 3 : 1);
        var end = End(text, from, triple ? new string(mark, 3) : mark.ToString(), raw);
        if (end < 0)
            throw new SyntaxException(start, $"Syntax error: token recognition error at: '{text[start..]}'");
        at = end + (triple ? 3 : 1);
        var body = text[from..end].Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var literal = text[start..at];
        if (bytes)
            return new Token(TokenKind.Bytes, literal, start, new Bytes(raw ? Encoding.UTF8.GetBytes(body) : Escapes.Bytes(body, start)));
        return new Token(TokenKind.String, literal, start, raw ? body : Escapes.Text(body, start));
    }

    private static int End(string text, int from, string mark, bool raw)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (mark.Length == 1 && text[i] is ('\n' or '\r'))
                return -1;
            if (text[i] == '\\' && !raw)
                i++;
            else if (text.AsSpan(i).StartsWith(mark))
                return i;
        }

        return -1;
    }
}

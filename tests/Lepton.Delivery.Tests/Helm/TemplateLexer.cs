using System.Text.RegularExpressions;

namespace Lepton.Delivery.Tests.Helm;

/// <summary>Cuts a template into text and actions, after the lexer of Go's text/template: <c>{{-</c> and <c>-}}</c> take the white space beside them.</summary>
internal static partial class TemplateLexer
{
    public static List<Segment> Cut(string name, string template)
    {
        var segments = new List<Segment>();
        var position = 0;
        var trimNext = false;
        while (position < template.Length)
        {
            var open = template.IndexOf("{{", position, StringComparison.Ordinal);
            var text = open < 0 ? template[position..] : template[position..open];
            var line = 1 + template.AsSpan(0, open < 0 ? position : open).Count('\n');
            if (trimNext)
                text = text.TrimStart(' ', '\t', '\r', '\n');
            var trimBefore = open >= 0 && template.AsSpan(open + 2).StartsWith("-") && open + 3 < template.Length && char.IsWhiteSpace(template[open + 3]);
            if (trimBefore)
                text = text.TrimEnd(' ', '\t', '\r', '\n');
            if (text.Length > 0)
                segments.Add(new(line, text, []));
            if (open < 0)
                break;
            var start = open + (trimBefore ? 3 : 2);
            var close = FindClose(name, template, start, line);
            trimNext = template[close - 1] == '-' && char.IsWhiteSpace(template[close - 2]);
            var inside = template[start..(trimNext ? close - 1 : close)];
            position = close + 2;
            if (!inside.TrimStart().StartsWith("/*", StringComparison.Ordinal))
                segments.Add(new(line, null, Tokens(name, line, inside)));
        }

        return segments;
    }

    /// <summary>The closing delimiter that does not stand in a string or a comment.</summary>
    private static int FindClose(string name, string template, int start, int line)
    {
        var comment = template.AsSpan(start).TrimStart().StartsWith("/*");
        var quote = '\0';
        for (var i = comment ? template.IndexOf("*/", start, StringComparison.Ordinal) : start; i >= 0 && i < template.Length - 1; i++)
        {
            if (quote != '\0')
            {
                if (template[i] == '\\' && quote == '"')
                    i++;
                else if (template[i] == quote)
                    quote = '\0';
            }
            else if (template[i] is '"' or '`')
            {
                quote = template[i];
            }
            else if (template[i] == '}' && template[i + 1] == '}')
            {
                return i;
            }
        }

        throw new TemplateException($"{name}:{line}: an action is not closed");
    }

    private static List<Token> Tokens(string name, int line, string action)
    {
        var tokens = new List<Token>();
        var position = 0;
        while (position < action.Length)
        {
            var match = Pattern().Match(action, position);
            if (!match.Success || match.Index != position)
                throw new TemplateException($"{name}:{line}: \"{action[position..]}\" cannot be read");
            position += match.Length;
            var glued = match.Groups["space"].Length == 0 && tokens.Count > 0;
            foreach (var (group, kind) in Kinds)
            {
                if (match.Groups[group] is { Success: true } found)
                    tokens.Add(new(kind, kind == TokenKind.String ? Unquoted(found.Value) : found.Value, glued));
            }
        }

        return tokens;
    }

    private static readonly (string, TokenKind)[] Kinds =
    [
        ("string", TokenKind.String), ("number", TokenKind.Number), ("variable", TokenKind.Variable), ("field", TokenKind.Field), ("name", TokenKind.Name), ("mark", TokenKind.Punctuation),
    ];

    private static string Unquoted(string text) => text[0] == '`' ? text[1..^1] : Regex.Unescape(text[1..^1]);

    [GeneratedRegex("""
        (?<space>\s*)(?:(?<string>"(?:\\.|[^"\\])*"|`[^`]*`)|(?<number>-?\d+(?:\.\d+)?)|(?<variable>\$\w*)|(?<field>\.\w+)|(?<mark>:=|[=|(),.])|(?<name>[A-Za-z]\w*)|$)
        """)]
    private static partial Regex Pattern();
}

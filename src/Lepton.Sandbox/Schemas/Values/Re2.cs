using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Lepton.Sandbox.Schemas.Values;

/// <summary>
/// Regular expressions of RE2, as API servers use them, by .NET's engine without backtracking (linear time, as RE2). What RE2 does not have, such as
/// look-around and back references, is refused.
/// </summary>
internal static class Re2
{
    private static readonly (string Posix, string Ranges)[] Classes =
    [
        ("[:alnum:]", "0-9A-Za-z"), ("[:alpha:]", "A-Za-z"), ("[:ascii:]", @"\x00-\x7F"), ("[:blank:]", @"\t "), ("[:cntrl:]", @"\x00-\x1F\x7F"),
        ("[:digit:]", "0-9"), ("[:graph:]", "!-~"), ("[:lower:]", "a-z"), ("[:print:]", " -~"), ("[:punct:]", "!-/:-@\\[-`{-~"),
        ("[:space:]", @"\t\n\v\f\r "), ("[:upper:]", "A-Z"), ("[:word:]", "0-9A-Za-z_"), ("[:xdigit:]", "0-9A-Fa-f"),
    ];

    /// <summary>Null, with Go's message, when it is not a regular expression.</summary>
    public static Regex? TryCompile(string pattern, out string? problem)
    {
        problem = null;
        try
        {
            return new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
        }
        catch (RegexParseException e)
        {
            problem = "error parsing regexp: " + Words(e, pattern);
            return null;
        }
        catch (NotSupportedException)
        {
            problem = $"error parsing regexp: invalid or unsupported Perl syntax: `{pattern}`";
            return null;
        }
    }

    private static string Words(RegexParseException error, string pattern) => error.Error switch
    {
        RegexParseError.InsufficientClosingParentheses => $"missing closing ): `{pattern}`",
        RegexParseError.InsufficientOpeningParentheses => $"unexpected ): `{pattern}`",
        RegexParseError.UnterminatedBracket => $"missing closing ]: `{pattern[Math.Max(0, pattern.LastIndexOf('['))..]}`",
        RegexParseError.ReversedCharacterRange => $"invalid character class range: `{pattern}`",
        RegexParseError.QuantifierAfterNothing => $"missing argument to repetition operator: `{pattern}`",
        RegexParseError.NestedQuantifiersNotParenthesized => $"invalid nested repetition operator: `{pattern}`",
        _ => $"invalid or unsupported Perl syntax: `{pattern}`",
    };

    /// <summary>The few things that RE2 writes otherwise: ASCII classes, the end of the text, named groups, POSIX classes.</summary>
    [SuppressMessage("Design", "MA0051", Justification = "one scan over the pattern")]
    private static string Translate(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 8);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                text.Append(Escape(pattern[++i], inClass));
            }
            else if (inClass)
            {
                if (c == '[' && Array.Find(Classes, item => string.CompareOrdinal(pattern, i, item.Posix, 0, item.Posix.Length) == 0) is { Posix: { } posix, Ranges: var ranges })
                {
                    text.Append(ranges);
                    i += posix.Length - 1;
                    continue;
                }

                inClass = c != ']';

                // In .NET a bracket inside a class would begin a subtraction.
                text.Append(c == '[' ? "\\[" : c);
            }
            else if (c == '[')
            {
                inClass = true;
                i = OpenClass(pattern, i, text);
            }
            else if (c == '$')
            {
                text.Append("\\z");
            }
            else if (c == '(' && string.CompareOrdinal(pattern, i, "(?P<", 0, 4) == 0)
            {
                text.Append("(?<");
                i += 3;
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    /// <summary>A closing bracket right after the opening one is literal.</summary>
    private static int OpenClass(string pattern, int at, StringBuilder text)
    {
        text.Append('[');
        if (at + 1 < pattern.Length && pattern[at + 1] == '^')
        {
            text.Append('^');
            at++;
        }

        if (at + 1 < pattern.Length && pattern[at + 1] == ']')
        {
            text.Append("\\]");
            at++;
        }

        return at;
    }

    private static string Escape(char c, bool inClass) => (c, inClass) switch
    {
        ('d', false) => "[0-9]",
        ('D', false) => "[^0-9]",
        ('w', false) => "[0-9A-Za-z_]",
        ('W', false) => "[^0-9A-Za-z_]",
        ('s', false) => @"[\t\n\f\r ]",
        ('S', false) => @"[^\t\n\f\r ]",
        ('d', true) => "0-9",
        ('w', true) => "0-9A-Za-z_",
        ('s', true) => @"\t\n\f\r ",
        _ => "\\" + c,
    };
}

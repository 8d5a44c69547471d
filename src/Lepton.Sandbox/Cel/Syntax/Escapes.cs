using System.Text;

namespace Lepton.Sandbox.Cel.Syntax;

/// <summary>Escape sequences within quotes. In strings they mean code points, in bytes octal and hexadecimal ones mean bytes.</summary>
internal static class Escapes
{
    private const string Simple = "abfnrtv\\'\"`?";
    private const string Meaning = "\a\b\f\n\r\t\v\\'\"`?";

    /// <param name="position">Of the literal, for errors.</param>
    public static string Text(string body, int position)
    {
        if (!body.Contains('\\'))
            return body;
        var result = new StringBuilder(body.Length);
        Each(body, position, c => result.Append(c), (code, _) => result.Append(Rune.IsValid(code) ? new Rune(code).ToString() : throw Bad(position)));
        return result.ToString();
    }

    public static byte[] Bytes(string body, int position)
    {
        var result = new List<byte>(body.Length);
        var plain = new StringBuilder();
        Each(body, position, c => plain.Append(c), (code, isByte) =>
        {
            Flush();
            if (!isByte)
                throw Bad(position);
            result.Add((byte)code);
        });
        Flush();
        return [.. result];

        void Flush()
        {
            result.AddRange(Encoding.UTF8.GetBytes(plain.ToString()));
            plain.Clear();
        }
    }

    private static void Each(string body, int position, Action<char> plain, Action<int, bool> escaped)
    {
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != '\\')
            {
                plain(body[i]);
                continue;
            }

            if (++i >= body.Length)
                throw Bad(position);
            var c = body[i];
            if (Simple.IndexOf(c, StringComparison.Ordinal) is var known and >= 0)
                plain(Meaning[known]);
            else if (c is 'x' or 'X')
                escaped(Digits(body, ref i, 2, 16, position), true);
            else if (c == 'u')
                escaped(Digits(body, ref i, 4, 16, position), false);
            else if (c == 'U')
                escaped(Digits(body, ref i, 8, 16, position), false);
            else if (c is >= '0' and <= '3')
                escaped(Octal(body, ref i, position), true);
            else
                throw Bad(position);
        }
    }

    private static int Octal(string body, ref int at, int position)
    {
        at--;
        return Digits(body, ref at, 3, 8, position);
    }

    /// <summary>Reads the digits after <paramref name="at"/> and moves to the last of them.</summary>
    private static int Digits(string body, ref int at, int count, int radix, int position)
    {
        if (at + count >= body.Length)
            throw Bad(position);
        var text = body.AsSpan(at + 1, count);
        var value = 0L;
        foreach (var c in text)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix)
                throw Bad(position);
            value = (value * radix) + digit;
        }

        at += count;
        return value <= 0x10FFFF ? (int)value : throw Bad(position);
    }

    private static SyntaxException Bad(int position) => new(position, "Syntax error: invalid escape sequence");
}

using System.Text;
using Lepton.Sandbox.Cel.Checking;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>Strings: of the standard library, and cel-go's extension in version 2. Positions count code points.</summary>
internal static class StringFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Method("contains", "contains_string", "string, string", "bool", args => Text(args, 0).Contains(Text(args, 1), StringComparison.Ordinal));
        table.Method("startsWith", "starts_with_string", "string, string", "bool", args => Text(args, 0).StartsWith(Text(args, 1), StringComparison.Ordinal));
        table.Method("endsWith", "ends_with_string", "string, string", "bool", args => Text(args, 0).EndsWith(Text(args, 1), StringComparison.Ordinal));
        table.Method("lowerAscii", "string_lower_ascii", "string", "string", args => MapAscii(Text(args, 0), char.ToLowerInvariant));
        table.Method("upperAscii", "string_upper_ascii", "string", "string", args => MapAscii(Text(args, 0), char.ToUpperInvariant));
        table.Method("trim", "string_trim", "string", "string", args => Text(args, 0).Trim());
        table.Method("replace", "string_replace_string_string", "string, string, string", "string", args => Pieces.Replace(Text(args, 0), Text(args, 1), Text(args, 2), -1));
        table.Method("replace", "string_replace_string_string_int", "string, string, string, int", "string", args => Pieces.Replace(Text(args, 0), Text(args, 1), Text(args, 2), (long)args[3]!));
        table.Method("split", "string_split_string", "string, string", "list(string)", args => new CelArray(Pieces.Split(Text(args, 0), Text(args, 1), -1)));
        table.Method("split", "string_split_string_int", "string, string, int", "list(string)", args => new CelArray(Pieces.Split(Text(args, 0), Text(args, 1), (long)args[2]!)));
        table.Method("join", "list_join", "list(string)", "string", args => Join((CelList)args[0]!, ""));
        table.Method("join", "list_join_string", "list(string), string", "string", args => Join((CelList)args[0]!, Text(args, 1)));
        table.Method("format", "string_format", "string, list(dyn)", "string", args => StringFormat.Apply(Text(args, 0), (CelList)args[1]!));
        table.Function("strings.quote", "strings_quote", "string", "string", args => Quote(Text(args, 0)));
        Positions(table);
    }

    private static void Positions(FunctionTable table)
    {
        table.Method("charAt", "string_char_at_int", "string, int", "string", args => CodePoints.CharAt(Text(args, 0), (long)args[1]!));
        table.Method("substring", "string_substring_int", "string, int", "string", args => CodePoints.Substring(Text(args, 0), (long)args[1]!, null));
        table.Method("substring", "string_substring_int_int", "string, int, int", "string", args => CodePoints.Substring(Text(args, 0), (long)args[1]!, (long)args[2]!));
        table.Method("indexOf", "string_index_of_string", "string, string", "int", args => CodePoints.IndexOf(Text(args, 0), Text(args, 1), 0));
        table.Method("indexOf", "string_index_of_string_int", "string, string, int", "int", args => CodePoints.IndexOf(Text(args, 0), Text(args, 1), (long)args[2]!));
        table.Method("lastIndexOf", "string_last_index_of_string", "string, string", "int", args => CodePoints.LastIndexOf(Text(args, 0), Text(args, 1), null));
        table.Method("lastIndexOf", "string_last_index_of_string_int", "string, string, int", "int", args => CodePoints.LastIndexOf(Text(args, 0), Text(args, 1), (long)args[2]!));
    }

    private static string Text(object?[] args, int index) => (string)args[index]!;

    private static string MapAscii(string text, Func<char, char> change) => string.Create(text.Length, (text, change), static (span, state) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = char.IsAscii(state.text[i]) ? state.change(state.text[i]) : state.text[i];
    });

    private static object Join(CelList list, string separator)
    {
        var parts = new List<string>(list.Count);
        foreach (var item in list.Items)
        {
            if (item is not string text)
                return new CelError($"join: invalid input: {Conversion.Plain(item)}");
            parts.Add(text);
        }

        return string.Join(separator, parts);
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\a' => quoted.Append("\\a"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\v' => quoted.Append("\\v"),
                '\\' => quoted.Append("\\\\"),
                '"' => quoted.Append("\\\""),
                _ => quoted.Append(rune.ToString()),
            };
        }

        return quoted.Append('"').ToString();
    }
}

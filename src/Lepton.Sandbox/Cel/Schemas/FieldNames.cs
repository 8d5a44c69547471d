using System.Text;
using System.Text.RegularExpressions;

namespace Lepton.Sandbox.Cel.Schemas;

/// <summary>Names of fields that are no identifiers, as expressions write them: <c>a-b</c> is <c>a__dash__b</c>, <c>namespace</c> is <c>__namespace__</c>.</summary>
internal static partial class FieldNames
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace",
        "return", "var", "void", "while",
    };

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal) { ["underscores"] = "__", ["dot"] = ".", ["dash"] = "-", ["slash"] = "/" };

    /// <summary>Null for a name that expressions cannot write.</summary>
    public static string? Escape(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
            return null;
        if (Reserved.Contains(name))
            return $"__{name}__";
        var text = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '_' && i + 1 < name.Length && name[i + 1] == '_')
            {
                text.Append("__underscores__");
                i++;
            }
            else if (char.IsAsciiLetterOrDigit(name[i]) || name[i] == '_')
            {
                text.Append(name[i]);
            }
            else if (name[i] is '.' or '-' or '/')
            {
                text.Append(name[i] switch { '.' => "__dot__", '-' => "__dash__", _ => "__slash__" });
            }
            else
            {
                return null;
            }
        }

        return text.ToString();
    }

    /// <summary>Null for what no name becomes.</summary>
    public static string? Unescape(string escaped)
    {
        var valid = true;
        var name = Parts().Replace(escaped, match =>
        {
            var word = match.Value[2..^2];
            if (Words.TryGetValue(word, out var plain))
                return plain;
            valid &= Reserved.Contains(word) && match.Length == escaped.Length;
            return word;
        });
        return valid ? name : null;
    }

    [GeneratedRegex("__[^_]+__", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Parts();
}

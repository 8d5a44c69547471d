using System.Text;

namespace Lepton.Sandbox.Schemas.Structure;

/// <summary>The fieldPath of a rule: <c>.a.b</c> and <c>['c']</c> steps into fields that the schema names; lists cannot be entered.</summary>
internal static class FieldPaths
{
    /// <summary>The path to append to that of the rule's value, such as <c>.replicas</c> or <c>[key]</c>; null when the schema has no such field.</summary>
    public static string? Resolve(Structural schema, string path)
    {
        var text = new StringBuilder();
        var at = schema;
        var i = 0;
        while (i < path.Length)
        {
            if (Step(path, ref i) is not { } name)
                return null;
            if (at.Properties.TryGetValue(name, out var property))
                text.Append('.').Append(name);
            else if (at.Additional is not null)
                text.Append('[').Append(name).Append(']');
            else
                return null;
            at = property ?? at.Additional!;
        }

        return text.Length == 0 ? null : text.ToString();
    }

    private static string? Step(string path, ref int at)
    {
        if (path[at] == '.')
        {
            var end = path.AsSpan(at + 1).IndexOfAny('.', '[');
            var name = end < 0 ? path[(at + 1)..] : path.Substring(at + 1, end);
            at += 1 + name.Length;
            return name.Length == 0 ? null : name;
        }

        if (path[at] != '[' || at + 3 >= path.Length || path[at + 1] is not ('\'' or '"') and var quote || path.IndexOf($"{path[at + 1]}]", at + 2, StringComparison.Ordinal) is var close && close < 0)
            return null;
        var quoted = path[(at + 2)..close];
        at = close + 2;
        return quoted;
    }
}

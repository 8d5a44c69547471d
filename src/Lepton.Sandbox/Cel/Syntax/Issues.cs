using System.Text;

namespace Lepton.Sandbox.Cel.Syntax;

/// <summary>What is wrong with an expression, in the form of cel-go: message, line, and a mark under the place.</summary>
internal sealed class Issues(string text)
{
    private readonly List<(int Position, string Message)> _found = [];

    public int Count => _found.Count;

    public void Report(int position, string message)
    {
        if (!_found.Contains((position, message)))
            _found.Add((position, message));
    }

    /// <summary>All of them, one below the other, in order of their place.</summary>
    public override string ToString() => string.Join('\n', _found.OrderBy(issue => issue.Position).Select(issue => Render(issue.Position, issue.Message)));

    private string Render(int position, string message)
    {
        var before = text.AsSpan(0, Math.Min(position, text.Length));
        var line = 1 + before.Count('\n');
        var start = before.LastIndexOf('\n') + 1;
        var end = text.IndexOf('\n', start);
        var source = text[start..(end < 0 ? text.Length : end)];
        var column = before.Length - start;
        var marked = source.AsSpan(0, Math.Min(column, source.Length));
        var result = new StringBuilder($"ERROR: <input>:{line}:{Runes(marked) + 1}: {message}\n | {source.Replace('\t', ' ')}\n | ");
        foreach (var rune in marked.EnumerateRunes())
            result.Append(rune.IsAscii ? '.' : '\uff0e');
        return result.Append(column < source.Length && source[column] > 0x7f ? '\uff3e' : '^').ToString();
    }

    private static int Runes(ReadOnlySpan<char> span)
    {
        var count = 0;
        foreach (var _ in span.EnumerateRunes())
            count++;
        return count;
    }
}

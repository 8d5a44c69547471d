using System.Collections.Concurrent;

namespace Lepton.Operator.Members;

/// <summary>
/// One copy of texts that thousands of cached objects repeat: label keys and values, names of nodes. Forgotten as a whole when it has grown large, so that names of nodes
/// that are long gone do not pile up; what is in use then is only shared from then on.
/// </summary>
internal sealed class SharedTexts(int limit = 20_000)
{
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Dictionary<string, string>> _dictionaries = new(StringComparer.Ordinal);

    public string? Of(string? text)
    {
        if (text is null)
            return null;
        if (_texts.TryGetValue(text, out var known))
            return known;
        if (_texts.Count >= limit)
            _texts.Clear();
        return _texts.GetOrAdd(text, text);
    }

    /// <summary>One copy of equal dictionaries; null for an empty one.</summary>
    public Dictionary<string, string>? Same(Dictionary<string, string> texts)
    {
        if (texts.Count == 0)
            return null;
        var key = string.Join('\n', texts.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}\t{t.Value}"));
        if (_dictionaries.TryGetValue(key, out var known))
            return known;
        if (_dictionaries.Count >= limit)
            _dictionaries.Clear();
        return _dictionaries.GetOrAdd(key, _ => Of(texts)!);
    }

    public Dictionary<string, string>? Of(IReadOnlyDictionary<string, string>? texts)
    {
        if (texts is not { Count: > 0 })
            return null;
        var shared = new Dictionary<string, string>(texts.Count, StringComparer.Ordinal);
        foreach (var (key, value) in texts)
            shared[Of(key)!] = Of(value)!;
        return shared;
    }
}

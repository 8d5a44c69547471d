using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;

namespace Lepton.Sandbox.BuiltinSchemas.Types;

/// <summary>
/// Reads the tables of built-in types. A line is one of
/// <code>
/// kind GROUP/VERSION KIND = TYPE
/// type NAME [atomic] [| description]
///   FIELD[!][+] [*]TYPE [= default] [| description]
/// </code>
/// <c>!</c> required, <c>+</c> written even when empty, <c>*</c> a zero value differs from an absent one. Types: the scalars in lower case, a type's
/// name, <c>[T]</c> list (then <c>set</c> or <c>map(key,…)</c>, else atomic), <c>{T}</c> map of T (then <c>atomic</c>, or each key by itself),
/// <c>object</c> (any fields), <c>any</c> or <c>any&lt;T&gt;</c> (any JSON, whose objects are T).
/// </summary>
internal sealed class TypeTableReader
{
    private static readonly Dictionary<string, ScalarKind> Scalars = Enum.GetValues<ScalarKind>().ToDictionary(kind => kind.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private readonly Dictionary<string, BuiltinType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<(string GroupVersion, string Kind), string> _kinds = [];
    private readonly List<(BuiltinType Owner, string Line)> _fields = [];

    /// <exception cref="FormatException">A line that is none of the above; it is named.</exception>
    public void Read(string table)
    {
        BuiltinType? owner = null;
        foreach (var line in table.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.StartsWith("  ", StringComparison.Ordinal))
                _fields.Add((owner ?? throw Bad(line, "a field needs a type before it"), line));
            else if (line.StartsWith("type ", StringComparison.Ordinal))
                owner = ReadType(line);
            else
                ReadKind(line);
        }
    }

    /// <summary>The types of all kinds read, by group/version and kind.</summary>
    public Dictionary<(string GroupVersion, string Kind), BuiltinType> Resolve()
    {
        foreach (var (owner, line) in _fields)
            owner.Add(ReadField(line));
        return _kinds.ToDictionary(kind => kind.Key, kind => Type(kind.Value, kind.Value));
    }

    private BuiltinType ReadType(string line)
    {
        var (head, description) = Split(line, " | ");
        var words = head.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var type = new BuiltinType(words[1], atomic: words.Length > 2 && words[2] == "atomic", description);
        return _types.TryAdd(type.Name, type) ? type : throw Bad(line, "the type is there twice");
    }

    private void ReadKind(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["kind", var groupVersion, var kind, "=", var type])
            throw Bad(line, "expected kind GROUP/VERSION KIND = TYPE");
        _kinds.Add((groupVersion, kind), type);
    }

    private BuiltinField ReadField(string line)
    {
        var (head, description) = Split(line.Trim(), " | ");
        var (declaration, value) = Split(head, " = ");
        var (mark, type) = Split(declaration, " ");
        if (type is null)
            throw Bad(line, "a field needs a type");
        var name = mark.TrimEnd('!', '+');
        var flags = mark[name.Length..];
        var pointer = type.StartsWith('*');
        return new BuiltinField(
            name,
            ReadRef(type.TrimStart('*'), line),
            pointer,
            flags.Contains('+'),
            flags.Contains('!'),
            value is null ? null : JsonTree.CloneNode(JsonNode.Parse(value)),
            description);
    }

    private TypeRef ReadRef(string text, string line) => text switch
    {
        ['[', ..] => ReadList(text, line),
        ['{', ..] => new TypeRef.Map(ReadRef(Inner(text, '}', out var suffix), line), suffix == "atomic"),
        "any" => new TypeRef.Any(null, objectOnly: false),
        "object" => new TypeRef.Any(null, objectOnly: true),
        _ when text.StartsWith("any<", StringComparison.Ordinal) => new TypeRef.Any(Type(text[4..^1], line), objectOnly: false),
        _ when Scalars.TryGetValue(text, out var scalar) => new TypeRef.Scalar(scalar),
        _ => new TypeRef.Struct(Type(text, line)),
    };

    private TypeRef.List ReadList(string text, string line)
    {
        var element = ReadRef(Inner(text, ']', out var suffix), line);
        if (suffix.StartsWith("map(", StringComparison.Ordinal))
            return new TypeRef.List(element, ListKind.Map, suffix[4..^1].Split(','));
        return new TypeRef.List(element, suffix == "set" ? ListKind.Set : ListKind.Atomic, []);
    }

    private static string Inner(string text, char close, out string suffix)
    {
        var end = text.LastIndexOf(close);
        suffix = text[(end + 1)..];
        return text[1..end];
    }

    private BuiltinType Type(string name, string line) => _types.TryGetValue(name, out var type) ? type : throw Bad(line, $"there is no type {name}");

    private static (string Left, string? Right) Split(string text, string separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + separator.Length)..]);
    }

    private static FormatException Bad(string line, string why) => new($"table of built-in types, line \"{line}\": {why}");
}

using System.Text.Json;
using Lepton.Placement.Prices;

namespace Lepton.Placement.Interchange;

/// <summary>Reads one JSON object strictly: wrong types, missing and unknown keys become errors that name the path.</summary>
internal sealed class JsonObjectReader
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly List<string> _known = [];
    private readonly string _path;
    private readonly List<string> _errors;

    internal JsonObjectReader(JsonElement element, string path, List<string> errors)
    {
        (_path, _errors) = (path, errors);
        if (element.ValueKind != JsonValueKind.Object)
        {
            Error("", Describe(element), "an object");
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!_values.TryAdd(property.Name, property.Value))
            {
                Error(property.Name, "the key a second time", "each key once");
            }
        }
    }

    internal bool Has(string key) => _values.TryGetValue(key, out var value) && value.ValueKind != JsonValueKind.Null;

    internal string Text(string key)
    {
        if (OptionalText(key) is { } text)
        {
            return text;
        }

        if (!Has(key))
        {
            Error(key, "nothing", "a string");
        }

        return "";
    }

    internal string? OptionalText(string key)
    {
        if (Take(key) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : Wrong<string>(key, value, "a string");
    }

    internal double? Number(string key)
    {
        if (Take(key) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : Wrong<double?>(key, value, "a number");
    }

    internal int? Whole(string key)
    {
        if (Take(key) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : Wrong<int?>(key, value, "a whole number below 2147483648");
    }

    internal long? Long(string key)
    {
        if (Take(key) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : Wrong<long?>(key, value, "a whole number");
    }

    internal T? Word<T>(string key) where T : struct, Enum
    {
        if (Take(key) is not { } value)
        {
            return null;
        }

        return Parse<T>(key, value);
    }

    internal IReadOnlyList<string> Texts(string key) => List(key, (value, path) => AsText(path, value));

    internal IReadOnlyList<T> Words<T>(string key) where T : struct, Enum => List(key, (value, path) => Parse<T>(path, value) ?? default);

    internal IReadOnlyList<T> Objects<T>(string key, Func<JsonObjectReader, T> read) => List(key, (value, path) =>
    {
        var reader = new JsonObjectReader(value, Path(path), _errors);
        var item = read(reader);
        reader.Done();
        return item;
    });

    internal IReadOnlyDictionary<string, T> Map<T>(string key, Func<JsonObjectReader, string, T> read)
    {
        var result = new Dictionary<string, T>(StringComparer.Ordinal);
        if (Take(key) is { } value)
        {
            var reader = new JsonObjectReader(value, Path(key), _errors);
            foreach (var name in reader._values.Keys)
            {
                result[name] = read(reader, name);
            }
        }

        return result;
    }

    /// <summary>Reports the keys nobody asked for.</summary>
    internal void Done()
    {
        foreach (var key in _values.Keys.Where(k => !_known.Contains(k)))
        {
            var near = Nearest.Of(key, _known);
            Error(key, "an unknown key", near is null ? $"one of {string.Join(", ", _known)}" : $"a known key, perhaps {near}");
        }
    }

    internal void Error(string key, string found, string expected) =>
        _errors.Add($"{(Path(key) is { Length: > 0 } path ? $"{path}: " : "")}found {found}, expected {expected}");

    private static string Describe(JsonElement element)
    {
        var raw = element.GetRawText();
        return raw.Length > 60 ? string.Concat(raw.AsSpan(0, 57), "...") : raw;
    }

    private IReadOnlyList<T> List<T>(string key, Func<JsonElement, string, T> read)
    {
        if (Take(key) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Error(key, Describe(value), "a list");
            return [];
        }

        var items = new List<T>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            items.Add(read(item, $"{key}[{items.Count}]"));
        }

        return items;
    }

    private string AsText(string key, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : Wrong<string>(key, value, "a string") ?? "";

    private T? Parse<T>(string key, JsonElement value) where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        return value.ValueKind == JsonValueKind.String && names.Contains(value.GetString(), StringComparer.Ordinal)
            ? Enum.Parse<T>(value.GetString()!)
            : Wrong<T?>(key, value, $"one of {string.Join(", ", names)}");
    }

    private T? Wrong<T>(string key, JsonElement value, string expected)
    {
        Error(key, Describe(value), expected);
        return default;
    }

    private JsonElement? Take(string key)
    {
        _known.Add(key);
        return Has(key) ? _values[key] : null;
    }

    private string Path(string key) => _path.Length == 0 ? key : key.Length == 0 ? _path : $"{_path}.{key}";
}

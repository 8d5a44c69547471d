using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Lepton.Sandbox.Fleet;

/// <summary>A mapping of a fleet file, read strictly: what is never asked for is an unknown key.</summary>
internal sealed class YamlSection(YamlMappingNode node, string path, List<FleetFileError> errors)
{
    private readonly List<string> _known = [];

    public string Path => path;

    public void Error(YamlNode at, string where, string message) =>
        errors.Add(new FleetFileError((int)at.Start.Line, (int)at.Start.Column, where, message));

    public string Child(string key) => path.Length == 0 ? key : $"{path}.{key}";

    public YamlNode? Node(string key)
    {
        _known.Add(key);
        return node.Children.FirstOrDefault(pair => pair.Key is YamlScalarNode scalar && string.Equals(scalar.Value, key, StringComparison.Ordinal)).Value;
    }

    public string? Text(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case YamlScalarNode { Value: { Length: > 0 } value }:
                return value;
            case var other:
                Error(other, Child(key), "expected a text");
                return null;
        }
    }

    public string Required(string key)
    {
        var before = errors.Count;
        var text = Text(key);
        if (text is null && errors.Count == before)
            Error(node, Child(key), "is required");
        return text ?? "";
    }

    public int Count(string key, int otherwise)
    {
        if (Text(key) is not { } text)
            return otherwise;
        if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 100_000)
            return value;
        Error(Node(key)!, Child(key), $"found {text}; expected a whole number from 0 to 100000");
        return otherwise;
    }

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public double Amount(string key, double otherwise, double least = 0, double most = 1e12) => OptionalAmount(key, least, most) ?? otherwise;

    public double? OptionalAmount(string key, double least = 0, double most = 1e12)
    {
        if (Text(key) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        Error(Node(key)!, Child(key), string.Create(CultureInfo.InvariantCulture, $"found {text}; expected a number from {least} to {most}"));
        return null;
    }

    public double RequiredAmount(string key, double least = 0, double most = 1e12)
    {
        var before = errors.Count;
        var amount = OptionalAmount(key, least, most);
        if (amount is null && errors.Count == before)
            Error(node, Child(key), "is required");
        return amount ?? least;
    }

    public IReadOnlyDictionary<string, double> Amounts(string key)
    {
        var map = new SortedDictionary<string, double>(StringComparer.Ordinal);
        if (Section(key) is { } section)
        {
            foreach (var name in section.Keys())
                map[name] = section.Amount(name, 0);
        }

        return map;
    }

    public bool? Flag(string key)
    {
        if (Text(key) is not { } text)
            return null;
        if (bool.TryParse(text, out var value))
            return value;
        Error(Node(key)!, Child(key), $"found {text}; expected true or false");
        return null;
    }

    public T Choice<T>(string key, T otherwise)
        where T : struct, Enum
    {
        if (Text(key) is not { } text)
            return otherwise;
        if (Enum.GetNames<T>().Contains(text, StringComparer.Ordinal))
            return Enum.Parse<T>(text);
        Error(Node(key)!, Child(key), $"found {text}; expected one of {string.Join(", ", Enum.GetNames<T>())}{Hint(text, Enum.GetNames<T>())}");
        return otherwise;
    }

    public IReadOnlyList<string> Texts(string key) => Items(key).Select(item => item.Item is YamlScalarNode { Value: { } value } ? value : "").Where(static value => value.Length > 0).ToList();

    public IReadOnlyDictionary<string, string> Map(string key)
    {
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Section(key) is { } section)
        {
            foreach (var name in section.Keys())
                map[name] = section.Text(name) ?? "";
        }

        return map;
    }

    public YamlSection? Section(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case YamlMappingNode mapping:
                return new YamlSection(mapping, Child(key), errors);
            case var other:
                Error(other, Child(key), "expected a mapping");
                return null;
        }
    }

    public IEnumerable<YamlSection> Sections(string key)
    {
        foreach (var (item, where) in Items(key))
        {
            if (item is YamlMappingNode mapping)
                yield return new YamlSection(mapping, where, errors);
            else
                Error(item, where, "expected a mapping");
        }
    }

    /// <summary>Reports the keys nobody asked for. Call it last.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var (key, _) in node.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!_known.Contains(name, StringComparer.Ordinal))
                Error(key, path, $"unknown key \"{name}\"{Hint(name, _known)}; known keys: {string.Join(", ", _known.Distinct(StringComparer.Ordinal))}");
        }
    }

    public static string Hint(string word, IEnumerable<string> known) => NearestWord.Find(word, known) is { } near ? $"; did you mean \"{near}\"?" : "";

    private IEnumerable<string> Keys() => node.Children.Keys.OfType<YamlScalarNode>().Select(static key => key.Value ?? "");

    private IEnumerable<(YamlNode Item, string Path)> Items(string key)
    {
        switch (Node(key))
        {
            case null:
                return [];
            case YamlSequenceNode sequence:
                return sequence.Children.Select((item, index) => (item, $"{Child(key)}[{index}]")).ToList();
            case var other:
                Error(other, Child(key), "expected a list");
                return [];
        }
    }
}

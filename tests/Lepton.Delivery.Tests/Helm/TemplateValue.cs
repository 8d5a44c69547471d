using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace Lepton.Delivery.Tests.Helm;

/// <summary>Values of templates: null, bool, long, double, string, lists and maps whose keys are sorted, as Go prints them.</summary>
internal static class TemplateValue
{
    private static readonly ISerializer Serializer = new SerializerBuilder().WithQuotingNecessaryStrings().WithIndentedSequences().DisableAliases().Build();

    public static bool IsTrue(object? value) => value switch
    {
        null or false or "" or 0L or 0d => false,
        IDictionary<string, object?> map => map.Count > 0,
        IList<object?> list => list.Count > 0,
        _ => true,
    };

    public static string Print(object? value) => value switch
    {
        null => "",
        bool b => b ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    public static string ToYaml(object? value) => Serializer.Serialize(value ?? new Dictionary<string, object?>()).TrimEnd('\n');

    /// <summary>All documents of a stream; empty ones are left out.</summary>
    public static List<object?> ReadAll(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents.Select(d => Read(d.RootNode)).Where(v => v is not null).ToList();
    }

    public static object? Read(string yaml) => ReadAll(yaml).FirstOrDefault();

    /// <summary>Later values over earlier ones, map by map, as Helm merges values; null removes a key.</summary>
    public static SortedDictionary<string, object?> Merge(IDictionary<string, object?> below, IDictionary<string, object?> above)
    {
        var merged = new SortedDictionary<string, object?>(below, StringComparer.Ordinal);
        foreach (var (key, value) in above)
        {
            if (value is null)
                merged.Remove(key);
            else
                merged[key] = value is IDictionary<string, object?> inner && merged.GetValueOrDefault(key) is IDictionary<string, object?> outer ? Merge(outer, inner) : value;
        }

        return merged;
    }

    private static object? Read(YamlNode node) => node switch
    {
        YamlMappingNode map => new SortedDictionary<string, object?>(map.Children.ToDictionary(p => ((YamlScalarNode)p.Key).Value!, p => Read(p.Value), StringComparer.Ordinal), StringComparer.Ordinal),
        YamlSequenceNode list => list.Select(Read).ToList(),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value ?? ""),
        YamlScalarNode scalar => scalar.Value,
        _ => null,
    };

    private static object? Plain(string text) => text switch
    {
        "" or "null" or "~" => null,
        "true" => true,
        "false" => false,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && char.IsDigit(text[^1]) => real,
        _ => text,
    };
}

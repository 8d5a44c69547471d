using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lepton.Delivery.Tests.Helm;

/// <summary>
/// The functions of Go's text/template, Sprig and Helm that the chart may use. Whatever is not here is an error that names it: keep the chart's templates simple.
/// </summary>
internal static class TemplateFunctions
{
    public static IReadOnlyDictionary<string, Func<object?[], object?>> All { get; } = new Dictionary<string, Func<object?[], object?>>(StringComparer.Ordinal)
    {
        // text/template
        ["and"] = a => a.FirstOrDefault(v => !TemplateValue.IsTrue(v), a[^1]),
        ["or"] = a => a.FirstOrDefault(TemplateValue.IsTrue, a[^1]),
        ["not"] = a => !TemplateValue.IsTrue(a[0]),
        ["eq"] = a => a.Skip(1).Any(v => Equals(a[0], v)),
        ["ne"] = a => !Equals(a[0], a[1]),
        ["gt"] = a => Compare(a[0], a[1]) > 0,
        ["ge"] = a => Compare(a[0], a[1]) >= 0,
        ["lt"] = a => Compare(a[0], a[1]) < 0,
        ["le"] = a => Compare(a[0], a[1]) <= 0,
        ["len"] = a => a[0] switch { string s => (long)s.Length, IDictionary<string, object?> m => (long)m.Count, IList<object?> l => (long)l.Count, _ => throw new FormatException("has no length") },
        ["index"] = a => a.Skip(1).Aggregate(a[0], (v, k) => v is IList<object?> l ? l[(int)(long)k!] : ((IDictionary<string, object?>)v!).TryGetValue((string)k!, out var inside) ? inside : null),
        ["printf"] = a => Format((string)a[0]!, a[1..]),
        // Sprig
        ["default"] = a => TemplateValue.IsTrue(a[^1]) ? a[^1] : a[0],
        ["empty"] = a => !TemplateValue.IsTrue(a[0]),
        ["coalesce"] = a => a.FirstOrDefault(TemplateValue.IsTrue),
        ["ternary"] = a => TemplateValue.IsTrue(a[2]) ? a[0] : a[1],
        ["quote"] = a => string.Join(' ', a.Where(v => v is not null).Select(v => JsonSerializer.Serialize(TemplateValue.Print(v), Json))),
        ["squote"] = a => string.Join(' ', a.Where(v => v is not null).Select(v => $"'{TemplateValue.Print(v)}'")),
        ["trunc"] = a => Text(a[1]) is var s && s.Length > (int)(long)a[0]! ? s[..(int)(long)a[0]!] : Text(a[1]),
        ["trim"] = a => Text(a[0]).Trim(),
        ["trimSuffix"] = a => Text(a[1]) is var s && s.EndsWith(Text(a[0]), StringComparison.Ordinal) ? s[..^Text(a[0]).Length] : Text(a[1]),
        ["trimPrefix"] = a => Text(a[1]) is var s && s.StartsWith(Text(a[0]), StringComparison.Ordinal) ? s[Text(a[0]).Length..] : Text(a[1]),
        ["replace"] = a => Text(a[2]).Replace(Text(a[0]), Text(a[1]), StringComparison.Ordinal),
        ["contains"] = a => Text(a[1]).Contains(Text(a[0]), StringComparison.Ordinal),
        ["lower"] = a => Text(a[0]).ToLowerInvariant(),
        ["upper"] = a => Text(a[0]).ToUpperInvariant(),
        ["join"] = a => string.Join(Text(a[0]), ((IList<object?>)a[1]!).Select(TemplateValue.Print)),
        ["indent"] = a => Indent((int)(long)a[0]!, Text(a[1])),
        ["nindent"] = a => "\n" + Indent((int)(long)a[0]!, Text(a[1])),
        ["int"] = a => a[0] is string s ? long.Parse(s, CultureInfo.InvariantCulture) : (long)Number(a[0]),
        ["toString"] = a => TemplateValue.Print(a[0]),
        ["list"] = a => a.ToList(),
        ["dict"] = Dict,
        ["set"] = a => Set((IDictionary<string, object?>)a[0]!, Text(a[1]), a[2]),
        ["hasKey"] = a => ((IDictionary<string, object?>)a[0]!).ContainsKey(Text(a[1])),
        ["merge"] = a => a.Skip(1).Aggregate((IDictionary<string, object?>)a[0]!, (into, from) => TemplateValue.Merge((IDictionary<string, object?>)from!, into)),
        // Helm
        ["toYaml"] = a => TemplateValue.ToYaml(a[0]),
        ["toJson"] = a => JsonSerializer.Serialize(a[0]),
        ["fromYaml"] = a => TemplateValue.Read(Text(a[0])),
        ["required"] = a => a[1] is null or "" ? throw new TemplateException(Text(a[0])) : a[1],
        ["fail"] = a => throw new TemplateException(Text(a[0])),
    };

    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Text(object? value) => TemplateValue.Print(value);

    /// <summary>Texts by their bytes, as in Go; all else as numbers.</summary>
    private static int Compare(object? a, object? b) => a is string x && b is string y ? string.CompareOrdinal(x, y) : Number(a).CompareTo(Number(b));

    private static double Number(object? value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static string Indent(int columns, string text) => string.Join('\n', text.Split('\n').Select(l => new string(' ', columns) + l));

    private static SortedDictionary<string, object?> Dict(object?[] pairs)
    {
        var map = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < pairs.Length; i += 2)
            map[Text(pairs[i])] = pairs[i + 1];
        return map;
    }

    private static IDictionary<string, object?> Set(IDictionary<string, object?> map, string key, object? value)
    {
        map[key] = value;
        return map;
    }

    private static string Format(string format, object?[] values)
    {
        var next = 0;
        return Regex.Replace(format, "%[sdvq%]", m => m.Value switch { "%%" => "%", "%q" => JsonSerializer.Serialize(Text(values[next++]), Json), _ => Text(values[next++]) }, RegexOptions.None, TimeSpan.FromSeconds(1));
    }
}

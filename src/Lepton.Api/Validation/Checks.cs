using System.Globalization;
using Lepton.Kubernetes.Models;

namespace Lepton.Api.Validation;

/// <summary>Collects what is wrong with one object. All rules are asked; none stops the others.</summary>
internal sealed class Checks(IKubernetesObject subject, string kind)
{
    private readonly List<ValidationError> _errors = [];
    private readonly string _object = $"{kind} {subject.Metadata.NamespacedName()}";

    public IReadOnlyList<ValidationError> Errors => _errors;

    public void Add(string field, object? found, string expected) => _errors.Add(new ValidationError(_object, field, Show(found), expected));

    /// <summary>One more error unless the rule holds.</summary>
    public void That(bool holds, string field, object? found, string expected)
    {
        if (!holds)
            Add(field, found, expected);
    }

    /// <summary>A number that is there must be finite and in range.</summary>
    public void Range(string field, double? value, double min, double max, string what)
    {
        if (value is { } number && !(number >= min && number <= max))
            Add(field, number, $"{what} from {Show(min)} to {Show(max)}");
    }

    /// <summary>A number that is there must be finite, above zero and at most <paramref name="max"/>.</summary>
    public void Positive(string field, double? value, double max, string what)
    {
        if (value is { } number && !(number > 0 && number <= max))
            Add(field, number, $"{what} above 0 and up to {Show(max)}");
    }

    /// <summary>A duration, and one in range.</summary>
    public void Duration(string field, Duration duration, TimeSpan least, TimeSpan? most = null)
    {
        if (!duration.IsValid)
            Add(field, duration.Text, "a duration: numbers with the units h, m, s or ms, such as 90s or 1h30m");
        else if (most is { } limit && duration.ToTimeSpan() > limit)
            Add(field, duration.Text, $"at most {new Duration(limit)}");
        else
            That(duration.ToTimeSpan() >= least, field, duration.Text, $"at least {new Duration(least)}");
    }

    /// <summary>No key twice. The error stands at the later one and names the earlier.</summary>
    public void Unique<T>(string field, IReadOnlyList<T>? items, Func<T, string?> key, string what)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < (items?.Count ?? 0); i++)
        {
            if (key(items![i]) is { } name && !seen.TryAdd(name, i))
                Add($"{field}[{i}]", name, $"each {what} once; {field}[{seen[name]}] is the same");
        }
    }

    public static string Show(object? found) => found switch
    {
        null => "nothing",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => found.ToString() ?? "nothing",
    };
}

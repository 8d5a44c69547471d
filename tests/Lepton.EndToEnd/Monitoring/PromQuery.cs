using System.Text.RegularExpressions;

namespace Lepton.EndToEnd.Monitoring;

/// <summary>The names that a PromQL expression uses. Whether the expression is one is for Prometheus to say.</summary>
internal sealed partial class PromQuery
{
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "bool", "offset", "inf", "nan",
    };

    private PromQuery(IReadOnlySet<string> metrics, IReadOnlySet<string> labels) => (Metrics, Labels) = (metrics, labels);

    public IReadOnlySet<string> Metrics { get; }

    /// <summary>Those that it selects, groups or joins by.</summary>
    public IReadOnlySet<string> Labels { get; }

    /// <param name="text">With Grafana's variables as they stand.</param>
    public static PromQuery Parse(string text)
    {
        var labels = new HashSet<string>(StringComparer.Ordinal);
        text = Strings().Replace(text, "\"\"");
        text = Ranges().Replace(text, " ");
        text = Groupings().Replace(text, m =>
        {
            labels.UnionWith(Name().Matches(m.Groups["labels"].Value).Select(n => n.Value));
            return " ";
        });
        text = Selectors().Replace(text, m =>
        {
            labels.UnionWith(Selected().Matches(m.Value).Select(n => n.Groups["label"].Value));
            return " ";
        });
        return new PromQuery(Name().Matches(text).Where(n => !IsCall(text, n)).Select(n => n.Value).Where(n => !Words.Contains(n.ToLowerInvariant())).ToHashSet(StringComparer.Ordinal), labels);
    }

    private static bool IsCall(string text, Match name) => text[(name.Index + name.Length)..].TrimStart().StartsWith('(');

    [GeneratedRegex("\"(\\\\.|[^\"\\\\])*\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Strings();

    [GeneratedRegex(@"\[[^\]]*\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Ranges();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Groupings();

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Selectors();

    [GeneratedRegex("(?<label>[A-Za-z_][A-Za-z0-9_]*)\\s*(=~|!~|!=|=)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Selected();

    [GeneratedRegex(@"(?<![\w$.])[A-Za-z_:][A-Za-z0-9_:]*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Name();
}

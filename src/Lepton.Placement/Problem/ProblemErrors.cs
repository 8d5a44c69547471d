using System.Globalization;

namespace Lepton.Placement;

/// <summary>Collects what is wrong with a problem: object, field, what was found, what would be right.</summary>
internal sealed class ProblemErrors
{
    /// <summary>Beyond this no size, demand or price is a fact of this world, and sums would lose their meaning.</summary>
    internal const double Absurd = 1e12;

    /// <summary>More replicas, nodes or GPUs than this of one thing is a slip.</summary>
    internal const int AbsurdCount = 1_000_000;

    private readonly List<string> _messages = [];

    internal IReadOnlyList<string> Messages => _messages;

    internal void Add(string subject, string field, string found, string expected) => _messages.Add($"{subject}: {field}: found {found}, expected {expected}");

    internal void NotEmpty(string subject, string field, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            Add(subject, field, "nothing", "a name");
        }
    }

    internal void Positive(string subject, string field, double value)
    {
        if (!(value > 0 && value <= Absurd))
        {
            Add(subject, field, Number(value), "a number above 0 and at most 1e12");
        }
    }

    internal void NotNegative(string subject, string field, double value)
    {
        if (!(value >= 0 && value <= Absurd))
        {
            Add(subject, field, Number(value), "a number from 0 to 1e12");
        }
    }

    internal void Count(string subject, string field, int value, int least = 0)
    {
        if (value < least || value > AbsurdCount)
        {
            Add(subject, field, Number(value), $"a whole number from {least} to {AbsurdCount}");
        }
    }

    internal void Share(string subject, string field, double value, bool zeroToo)
    {
        if (!(value <= 1 && (value > 0 || (zeroToo && value == 0))))
        {
            Add(subject, field, Number(value), zeroToo ? "a share from 0 to 1" : "a share above 0 and at most 1");
        }
    }

    internal void Unique(string what, IEnumerable<string> ids)
    {
        foreach (var group in ids.GroupBy(id => id, StringComparer.Ordinal).Where(g => g.Count() > 1).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Add($"{what} {group.Key}", "id", $"{group.Count()} with this id", "each id once");
        }
    }

    internal static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text.RegularExpressions;
using Lepton.Sandbox.Cel.Types;
using Lepton.Sandbox.Cel.Values;

namespace Lepton.Sandbox.Cel.Functions;

/// <summary>A semantic version (semver.org 2.0.0).</summary>
internal sealed partial record SemverValue(long Major, long Minor, long Patch, string PreRelease) : IExtensionValue, IComparable<SemverValue>
{
    public CelType Type => LibraryTypes.Semver;

    public bool SameAs(IExtensionValue other) => other is SemverValue version && CompareTo(version) == 0;

    public int CompareTo(SemverValue? other)
    {
        if (other is null)
            return 1;
        var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return order != 0 ? Math.Sign(order) : ComparePreRelease(PreRelease, other.PreRelease);
    }

    /// <summary>Build metadata is dropped: it has no part in comparison.</summary>
    /// <param name="normalize">Takes a <c>v</c> before it, missing minor and patch numbers and leading zeros.</param>
    public static SemverValue? Parse(string text, bool normalize, out string problem)
    {
        problem = "No Major.Minor.Patch elements found";
        if (normalize && Normalized(text) is not { } normalized)
        {
            problem = "short version cannot contain PreRelease/Build meta data";
            return null;
        }
        else if (normalize)
        {
            text = Normalized(text)!;
        }

        var match = Pattern().Match(text);
        if (text.Length == 0)
            problem = "Version string empty";
        if (!match.Success)
            return null;
        return Number(match, "major") is { } major && Number(match, "minor") is { } minor && Number(match, "patch") is { } patch
            ? new SemverValue(major, minor, patch, match.Groups["pre"].Value)
            : null;
    }

    private static long? Number(Match match, string group) => long.TryParse(match.Groups[group].Value, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Normalized(string text)
    {
        var parts = text.StartsWith('v') ? text[1..].Split('.', 3) : text.Split('.', 3);
        for (var i = 0; i < parts.Length; i++)
        {
            var trimmed = parts[i].TrimStart('0');
            if (parts[i].Length > 1)
                parts[i] = trimmed.Length == 0 || !char.IsAsciiDigit(trimmed[0]) ? "0" + trimmed : trimmed;
        }

        if (parts.Length < 3 && parts[^1].AsSpan().IndexOfAny('+', '-') >= 0)
            return null;
        return string.Join('.', parts.Concat(Enumerable.Repeat("0", 3 - parts.Length)));
    }

    private static int ComparePreRelease(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
            return right.Length.CompareTo(left.Length) is var order && left.Length == right.Length ? 0 : Math.Sign(order);
        var (a, b) = (left.Split('.'), right.Split('.'));
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            if (Identifier(a[i], b[i]) is var part && part != 0)
                return part;
        }

        return Math.Sign(a.Length.CompareTo(b.Length));
    }

    private static int Identifier(string left, string right)
    {
        var (a, b) = (left.AsSpan().ContainsOnlyDigits(), right.AsSpan().ContainsOnlyDigits());
        if (a && b)
            return Math.Sign(left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right));
        return a ? -1 : b ? 1 : Math.Sign(string.CompareOrdinal(left, right));
    }

    [GeneratedRegex(@"^(?<major>0|[1-9]\d*)\.(?<minor>0|[1-9]\d*)\.(?<patch>0|[1-9]\d*)(-(?<pre>(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*))?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}

using System.Globalization;

namespace Lepton.Sandbox.Resources;

/// <summary>Kubernetes' priority of versions: v10 before v2 before v1 before v2beta1 before v1alpha1 before anything else.</summary>
internal sealed class KubeVersionOrder : IComparer<string>
{
    public static KubeVersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (Rank(x ?? ""), Rank(y ?? ""));
        var order = b.CompareTo(a);
        return order != 0 ? order : string.CompareOrdinal(x, y);
    }

    private static (int Stability, int Major, int Minor) Rank(string version)
    {
        if (version.Length < 2 || version[0] != 'v')
            return (0, 0, 0);
        var digits = version.AsSpan(1).IndexOfAnyExceptInRange('0', '9');
        if (digits < 0)
            return int.TryParse(version.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var stable) ? (3, stable, 0) : (0, 0, 0);
        if (digits == 0)
            return (0, 0, 0);
        var major = int.Parse(version.AsSpan(1, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        var rest = version[(1 + digits)..];
        foreach (var (word, stability) in (ReadOnlySpan<(string, int)>)[("beta", 2), ("alpha", 1)])
        {
            if (rest.StartsWith(word, StringComparison.Ordinal) && int.TryParse(rest.AsSpan(word.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var minor))
                return (stability, major, minor);
        }

        return (0, 0, 0);
    }
}

using System.Globalization;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>
/// Which of our uids and resourceVersions stands for which recorded one. One for one, and versions keep their order: a write that should have
/// left an object alone, or should not have, shows here.
/// </summary>
internal sealed class Correspondence
{
    private readonly Dictionary<string, string> _uids = [];
    private readonly SortedDictionary<long, long> _versions = [];

    public bool Uid(string recorded, string ours)
    {
        if (_uids.TryGetValue(recorded, out var known))
            return known == ours;
        _uids[recorded] = ours;
        return true;
    }

    /// <summary>Bumps of ours that the recording does not have (and the reverse) are allowed between objects, not within one.</summary>
    public bool Version(string recorded, string ours)
    {
        if (!long.TryParse(recorded, CultureInfo.InvariantCulture, out var r) || !long.TryParse(ours, CultureInfo.InvariantCulture, out var o))
            return recorded == ours;
        if (_versions.TryGetValue(r, out var known))
            return known == o;
        _versions[r] = o;
        return true;
    }

    public string Translate(string text)
    {
        foreach (var (recorded, ours) in _uids)
            text = text.Replace(recorded, ours, StringComparison.Ordinal);
        return text;
    }

    public string? VersionOf(string recorded) =>
        long.TryParse(recorded, CultureInfo.InvariantCulture, out var r) && _versions.TryGetValue(r, out var ours) ? ours.ToString(CultureInfo.InvariantCulture) : null;
}

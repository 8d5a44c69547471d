using System.Globalization;

namespace Lepton.Sandbox.Tests.Replay;

/// <summary>
/// Which of our uids, resourceVersions, generated names and ETags stands for which recorded one, one for one: a write that should have left an object
/// alone, or should not have, shows here.
/// </summary>
internal sealed class Correspondence
{
    private readonly Dictionary<string, string> _words;
    private readonly Dictionary<long, long> _versions;
    private readonly Dictionary<string, string> _tags;

    public Correspondence()
        : this([], [], [])
    {
    }

    private Correspondence(Dictionary<string, string> words, Dictionary<long, long> versions, Dictionary<string, string> tags)
    {
        _words = words;
        _versions = versions;
        _tags = tags;
    }

    /// <summary>For a comparison that may have to be made again.</summary>
    public Correspondence Copy() => new(new(_words), new(_versions), new(_tags));

    public void Take(Correspondence other)
    {
        foreach (var (recorded, ours) in other._words)
            _words[recorded] = ours;
        foreach (var (recorded, ours) in other._versions)
            _versions[recorded] = ours;
        foreach (var (recorded, ours) in other._tags)
            _tags[recorded] = ours;
    }

    /// <summary>A uid or a generated name.</summary>
    public bool Word(string recorded, string ours) => Same(_words, recorded, ours);

    public bool Tag(string recorded, string ours) => Same(_tags, recorded, ours);

    public string TagOf(string recorded) => _tags.GetValueOrDefault(recorded, recorded);

    public bool Version(string recorded, string ours) =>
        long.TryParse(recorded, CultureInfo.InvariantCulture, out var r) && long.TryParse(ours, CultureInfo.InvariantCulture, out var o) ? Same(_versions, r, o) : recorded == ours;

    /// <summary>Our version for a recorded one; null when it has not been seen.</summary>
    public string? VersionOf(string recorded) =>
        long.TryParse(recorded, CultureInfo.InvariantCulture, out var r) && _versions.TryGetValue(r, out var ours) ? ours.ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>A recorded text with our uids and names in it.</summary>
    public string Translate(string text)
    {
        foreach (var (recorded, ours) in _words)
            text = text.Replace(recorded, ours, StringComparison.Ordinal);
        return text;
    }

    private static bool Same<T>(Dictionary<T, T> known, T recorded, T ours)
        where T : notnull
    {
        if (known.TryGetValue(recorded, out var before))
            return EqualityComparer<T>.Default.Equals(before, ours);
        known[recorded] = ours;
        return true;
    }
}

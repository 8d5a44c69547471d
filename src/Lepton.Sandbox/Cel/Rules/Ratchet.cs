using System.Text.Json.Nodes;
using Lepton.Sandbox.Schemas.Values;

namespace Lepton.Sandbox.Cel.Rules;

/// <summary>Whether a value, or the nearest one above it that can be matched with a stored one, is as it was stored.</summary>
/// <param name="Old">The stored value that corresponds; not known when there is none.</param>
/// <param name="Above">The nearest stored value above that corresponds.</param>
/// <param name="Now">The value itself.</param>
internal readonly record struct Ratchet(Stored Old, Stored Above, JsonNode? AboveNow, JsonNode? Now, bool AtRoot = false)
{
    public bool Unchanged => Old.Known ? Old.Equals(Now) : Above.Equals(AboveNow);

    /// <summary>For a field. apiVersion and kind of an object never count as unchanged: both objects are of one version here.</summary>
    public Ratchet Below(string name, Stored old, JsonNode? now)
    {
        if (AtRoot && name is ("apiVersion" or "kind"))
            return default;
        return Below(old, now);
    }

    public Ratchet Below(Stored old, JsonNode? now) => Old.Known ? new Ratchet(old, Old, Now, now) : this with { AtRoot = false };
}

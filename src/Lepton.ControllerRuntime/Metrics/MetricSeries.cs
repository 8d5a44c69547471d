using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;

namespace Lepton.ControllerRuntime.Metrics;

/// <summary>
/// Label sets that are known before anything was measured. An exporter shows them at zero from the start: a rate over a counter that appears
/// only with its first error misses that error.
/// </summary>
public static class MetricSeries
{
    private static readonly ConcurrentDictionary<Instrument, ImmutableList<KeyValuePair<string, object?>[]>> Known = new();

    /// <summary>Announces one label set of a counter or histogram. Announcing it again changes nothing.</summary>
    public static void Declare(Instrument instrument, params KeyValuePair<string, object?>[] tags) =>
        Known.AddOrUpdate(instrument, _ => [tags], (_, list) => list.Exists(t => Same(t, tags)) ? list : list.Add(tags));

    /// <summary>The label sets announced for an instrument so far.</summary>
    public static IReadOnlyList<KeyValuePair<string, object?>[]> Of(Instrument instrument) =>
        Known.TryGetValue(instrument, out var list) ? list : [];

    /// <summary>
    /// What the label named is gone: its label sets are no longer known, and exporters drop what they counted for them. Whoever measures it once more brings it back, at zero.
    /// </summary>
    public static void Retire(Instrument instrument, KeyValuePair<string, object?> tag)
    {
        if (Known.TryGetValue(instrument, out _))
            Known.AddOrUpdate(instrument, _ => [], (_, list) => list.RemoveAll(tags => tags.Contains(tag)));
        Retired?.Invoke(instrument, tag);
    }

    /// <summary>Raised when the series of an instrument that carry a label have gone.</summary>
    internal static event Action<Instrument, KeyValuePair<string, object?>>? Retired;

    private static bool Same(KeyValuePair<string, object?>[] a, KeyValuePair<string, object?>[] b) => a.AsSpan().SequenceEqual(b);
}

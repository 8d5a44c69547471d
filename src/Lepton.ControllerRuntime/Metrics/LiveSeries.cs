using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Lepton.ControllerRuntime.Metrics;

/// <summary>The live objects of one sort whose figures are read when the metrics are.</summary>
internal sealed class LiveSeries<TOwner> where TOwner : notnull
{
    private readonly ConcurrentDictionary<TOwner, KeyValuePair<string, object?>[]> _live = new();

    internal void Add(TOwner owner, params KeyValuePair<string, object?>[] tags) => _live[owner] = tags;

    internal void Remove(TOwner owner) => _live.TryRemove(owner, out _);

    internal IEnumerable<Measurement<T>> Each<T>(Func<TOwner, T> value) where T : struct =>
        _live.Select(pair => new Measurement<T>(value(pair.Key), pair.Value));
}

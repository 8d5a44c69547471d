using System.Collections.Concurrent;
using Lepton.ControllerRuntime.Informers;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Tests.Informers;

/// <summary>Writes down every call and keeps what the calls add up to.</summary>
internal sealed class RecordingHandler : IInformerHandler<V1ConfigMap>
{
    private readonly ConcurrentQueue<string> _calls = new();
    private int _count;

    /// <summary>The state a listener would have built: name to value.</summary>
    internal ConcurrentDictionary<string, string> State { get; } = new(StringComparer.Ordinal);

    internal IReadOnlyList<string> Calls => [.. _calls];

    internal int Count => Volatile.Read(ref _count);

    /// <summary>False for runs so long that the record of all calls would be what grows.</summary>
    internal bool KeepsCalls { get; init; } = true;

    /// <summary><c>name=value</c> of <see cref="State"/>, in order.</summary>
    internal IReadOnlyList<string> Describe() => [.. State.Select(s => $"{s.Key}={s.Value}").Order(StringComparer.Ordinal)];

    /// <summary>Calls that contradict what was told before.</summary>
    internal ConcurrentQueue<string> Contradictions { get; } = new();

    internal Action<string>? OnCall { get; init; }

    public void OnAdd(V1ConfigMap value, bool isInInitialList)
    {
        if (!State.TryAdd(Name(value), Value(value)))
            Contradictions.Enqueue($"added twice: {Name(value)}");
        Record($"{(isInInitialList ? "initial" : "add")} {Name(value)}={Value(value)}");
    }

    public void OnUpdate(V1ConfigMap oldValue, V1ConfigMap newValue)
    {
        if (!State.TryUpdate(Name(newValue), Value(newValue), Value(oldValue)))
            Contradictions.Enqueue($"updated from a state that was not told: {Name(newValue)}");
        Record($"update {Name(newValue)}={Value(oldValue)}->{Value(newValue)}");
    }

    public void OnDelete(V1ConfigMap lastState, bool isFinal)
    {
        if (!State.TryRemove(Name(lastState), out _))
            Contradictions.Enqueue($"deleted without having been added: {Name(lastState)}");
        Record($"{(isFinal ? "delete" : "vanish")} {Name(lastState)}={Value(lastState)}");
    }

    internal static string Name(V1ConfigMap value) => value.Metadata.NamespacedName();

    internal static string Value(V1ConfigMap value) => value.Data?.GetValueOrDefault("v") ?? "";

    private void Record(string call)
    {
        Interlocked.Increment(ref _count);
        if (KeepsCalls)
            _calls.Enqueue(call);
        OnCall?.Invoke(call);
    }
}

using System.Collections.Concurrent;
using Lepton.ControllerRuntime.Events;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Tests.Loop;

/// <summary>The events that were recorded.</summary>
internal sealed class EventLog : IEventRecorder
{
    private readonly ConcurrentQueue<(string Name, EventType Type, string Reason, string Note)> _events = new();

    public IReadOnlyList<(string Name, EventType Type, string Reason, string Note)> All => [.. _events];

    /// <summary>Reasons of the events about one object, in order.</summary>
    public IReadOnlyList<string> Of(string name) => [.. _events.Where(e => e.Name == name).Select(e => e.Reason)];

    public void Event(IKubernetesObject regarding, EventType type, string reason, string action, string note, IKubernetesObject? related = null) =>
        _events.Enqueue((regarding.Metadata.Name!, type, reason, note));
}

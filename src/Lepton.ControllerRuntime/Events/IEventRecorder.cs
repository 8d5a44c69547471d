using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Events;

/// <summary>Tells people what happens to an object (<c>kubectl events</c>, <c>kubectl describe</c>). Never waits and never throws.</summary>
public interface IEventRecorder
{
    /// <param name="regarding">What it happened to.</param>
    /// <param name="type">Whether anyone should worry.</param>
    /// <param name="reason">Why, in CamelCase: a small set of words.</param>
    /// <param name="action">What was done or failed, in CamelCase.</param>
    /// <param name="note">A sentence; cut at 1024 bytes.</param>
    /// <param name="related">Another object that takes part in it.</param>
    void Event(IKubernetesObject regarding, EventType type, string reason, string action, string note, IKubernetesObject? related = null);
}

public enum EventType
{
    Normal,
    Warning,
}

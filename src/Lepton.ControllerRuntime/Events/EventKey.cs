using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Events;

/// <summary>What makes two events the same happening (client-go's getKey; the note is added by the cache).</summary>
internal readonly record struct EventKey(string? Type, string? Reason, string? Action, string Regarding, string? Related)
{
    internal static EventKey Of(Eventsv1Event value) => new(value.Type, value.Reason, value.Action, Describe(value.Regarding)!, Describe(value.Related));

    private static string? Describe(V1ObjectReference? reference) =>
        reference is null ? null : $"{reference.ApiVersion}/{reference.Kind}/{reference.Namespace}/{reference.Name}/{reference.Uid}";
}

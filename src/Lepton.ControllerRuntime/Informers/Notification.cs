using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>One call a handler is to get. Neither old nor new: everything of the first list was told.</summary>
internal readonly record struct Notification<T>(T? Old, T? New, bool Flag) where T : class, IKubernetesObject
{
    internal static Notification<T> Synced => default;

    internal static Notification<T> Add(T value, bool initial) => new(null, value, initial);

    internal static Notification<T> Update(T old, T now) => new(old, now, false);

    internal static Notification<T> Delete(T last, bool final) => new(last, null, final);

    internal bool IsSynced => Old is null && New is null;

    internal string Change => Old is null ? "add" : New is null ? "delete" : "update";

    internal string Name => (New ?? Old)?.Metadata.NamespacedName() ?? "";

    internal void Deliver(IInformerHandler<T> handler)
    {
        if (Old is null)
            handler.OnAdd(New!, Flag);
        else if (New is null)
            handler.OnDelete(Old, Flag);
        else
            handler.OnUpdate(Old, New);
    }
}

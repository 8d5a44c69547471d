using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Reconciling;

/// <summary>Filters for <see cref="Controller{TKey}.Watch{T}(Lepton.ControllerRuntime.Informers.ISharedInformer{T}, Func{T, TKey}, Func{T, T, bool})"/>: which changes matter.</summary>
public static class Changes
{
    /// <summary>
    /// Everything but writes that left the specification and the metadata a user writes (labels, annotations, finalizers, deletion) as they were, such as
    /// our own status writes. An object that was made anew under its name is another one, whatever it says.
    /// </summary>
    public static bool OfDesiredState(IKubernetesObject? before, IKubernetesObject? now)
    {
        if (before is null || now is null)
            return true;
        var (a, b) = (before.Metadata, now.Metadata);
        return a.Uid != b.Uid || a.Generation is null || a.Generation != b.Generation || a.DeletionTimestamp != b.DeletionTimestamp
            || !Same(a.Labels, b.Labels) || !Same(a.Annotations, b.Annotations) || !(a.Finalizers ?? []).SequenceEqual(b.Finalizers ?? []);
    }

    private static bool Same(Dictionary<string, string>? a, Dictionary<string, string>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a ?? []).All(pair => b!.TryGetValue(pair.Key, out var value) && value == pair.Value);
}

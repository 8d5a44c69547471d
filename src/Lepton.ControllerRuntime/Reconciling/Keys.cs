using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Reconciling;

/// <summary>The usual ways from an object to the keys to reconcile.</summary>
public static class Keys
{
    /// <summary>The object itself.</summary>
    public static NamespacedName Self(IKubernetesObject value) => NamespacedName.Of(value);

    /// <summary>The object's controlling owner, if it is of the kind and API group given.</summary>
    public static Func<IKubernetesObject, IEnumerable<NamespacedName>> Controller(string group, string kind, bool namespaced = true) => value =>
        (value.Metadata.OwnerReferences ?? [])
            .Where(o => o.Controller == true && o.Kind == kind && Group(o.ApiVersion) == group)
            .Select(o => new NamespacedName(namespaced ? value.Metadata.Namespace ?? "" : "", o.Name));

    private static string Group(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : apiVersion[..slash];
    }
}

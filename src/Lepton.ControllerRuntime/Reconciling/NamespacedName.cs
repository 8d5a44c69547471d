using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Reconciling;

/// <summary>The name of an object within its kind: what a reconciler is given. Compared ordinally, namespace first.</summary>
/// <param name="Namespace">Empty for cluster-scoped objects.</param>
/// <param name="Name">The object's name.</param>
public readonly record struct NamespacedName(string Namespace, string Name) : IComparable<NamespacedName>
{
    /// <summary>The name of an object.</summary>
    public static NamespacedName Of(IKubernetesObject value) => Of(value.Metadata);

    /// <inheritdoc cref="Of(IKubernetesObject)"/>
    public static NamespacedName Of(V1ObjectMeta metadata) => new(metadata.Namespace ?? "", metadata.Name ?? "");

    /// <summary>Reads <c>namespace/name</c> or <c>name</c>.</summary>
    /// <exception cref="FormatException">The text has more than one slash or an empty part.</exception>
    public static NamespacedName Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (ns, name) = slash < 0 ? ("", text) : (text[..slash], text[(slash + 1)..]);
        if (name.Length == 0 || slash == 0 || name.Contains('/', StringComparison.Ordinal))
            throw new FormatException($"\"{text}\" names no object: \"namespace/name\" or \"name\" would be right.");
        return new(ns, name);
    }

    public int CompareTo(NamespacedName other)
    {
        var byNamespace = string.CompareOrdinal(Namespace, other.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary><c>namespace/name</c>, or <c>name</c> of a cluster-scoped object.</summary>
    public override string ToString() => string.IsNullOrEmpty(Namespace) ? Name : $"{Namespace}/{Name}";
}

using System.Diagnostics.CodeAnalysis;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>Reads a cache. Thread-safe. The objects are shared by all readers: never change them, serialize or copy them first.</summary>
public interface ILister<T> where T : class, IKubernetesObject
{
    int Count { get; }

    /// <summary>Null when there is no such object.</summary>
    T? Get(NamespacedName name);

    bool TryGet(NamespacedName name, [NotNullWhen(true)] out T? value);

    /// <summary>All objects at one moment, in no order. The same array is answered until something changes.</summary>
    IReadOnlyList<T> List();

    IReadOnlyList<T> List(string @namespace);

    /// <summary>The objects an indexer filed under a value.</summary>
    /// <exception cref="KeyNotFoundException">There is no indexer of that name.</exception>
    IReadOnlyList<T> ByIndex(string indexer, string value);
}

public static class ListerExtensions
{
    /// <inheritdoc cref="ILister{T}.Get"/>
    public static T? Get<T>(this ILister<T> lister, string? @namespace, string name) where T : class, IKubernetesObject =>
        lister.Get(new NamespacedName(@namespace ?? "", name));
}

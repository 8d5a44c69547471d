using System.Collections.Concurrent;
using System.Reflection;

namespace Lepton.Kubernetes.Models;

/// <summary>Says which API resource a type stands for.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class KubernetesEntityAttribute : Attribute
{
    /// <summary>API group; empty for the core group.</summary>
    public string Group { get; init; } = "";

    public required string ApiVersion { get; init; }

    public required string Kind { get; init; }

    public required string PluralName { get; init; }

    /// <summary>False for cluster-scoped resources.</summary>
    public bool Namespaced { get; init; } = true;
}

/// <summary>Group, version, plural and scope of a resource: what its URL is made of.</summary>
public sealed record ResourceDefinition(string Group, string Version, string Kind, string Plural, bool Namespaced)
{
    private static readonly ConcurrentDictionary<Type, ResourceDefinition> Cache = new();

    /// <summary><c>v1</c> or <c>group/version</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary><c>plural</c> or <c>plural.group</c>, as kubectl and CRD names spell it.</summary>
    public string QualifiedName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The definition in a type's <see cref="KubernetesEntityAttribute"/>.</summary>
    /// <exception cref="ArgumentException">The type has no such attribute.</exception>
    public static ResourceDefinition Of(Type type) => Cache.GetOrAdd(type, static t =>
        t.GetCustomAttribute<KubernetesEntityAttribute>() is { } a
            ? new ResourceDefinition(a.Group, a.ApiVersion, a.Kind, a.PluralName, a.Namespaced)
            : throw new ArgumentException($"{t.FullName} has no [KubernetesEntity] attribute: it says which resource the type stands for.", nameof(type)));

    /// <inheritdoc cref="Of(Type)"/>
    public static ResourceDefinition Of<T>() => Of(typeof(T));

    public override string ToString() => $"{QualifiedName}/{Version}";
}

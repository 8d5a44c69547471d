using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lepton.Kubernetes.Serialization;

/// <summary>Asks the registered contexts in turn. It can still be added to when the options that use it are frozen:
/// libraries register their own types when they are first used, in any order.</summary>
[SuppressMessage("Design", "CA1812", Justification = "created by KubernetesJson")]
internal sealed class TypeRegistry : IJsonTypeInfoResolver
{
    private readonly Lock _gate = new();
    private volatile IJsonTypeInfoResolver[] _resolvers = [];

    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options)
    {
        foreach (var resolver in _resolvers)
        {
            if (resolver.GetTypeInfo(type, options) is { } info)
                return info;
        }

        return null;
    }

    internal void Add(IJsonTypeInfoResolver resolver)
    {
        lock (_gate)
        {
            if (!_resolvers.Contains(resolver))
                _resolvers = [.. _resolvers, resolver];
        }
    }
}

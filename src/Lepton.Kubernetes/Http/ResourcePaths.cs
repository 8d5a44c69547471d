using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Http;

/// <summary>The URLs of one resource.</summary>
internal sealed class ResourcePaths(ResourceDefinition resource)
{
    private readonly string _root = resource.Group.Length == 0 ? $"/api/{resource.Version}" : $"/apis/{resource.Group}/{resource.Version}";

    /// <summary>The collection; of all namespaces when none is given.</summary>
    internal string Collection(string? @namespace) => resource.Namespaced && !string.IsNullOrEmpty(@namespace)
        ? $"{_root}/namespaces/{Uri.EscapeDataString(@namespace)}/{resource.Plural}"
        : $"{_root}/{resource.Plural}";

    /// <summary>The collection to create in.</summary>
    internal string Home(string? @namespace, string? name)
    {
        if (resource.Namespaced && string.IsNullOrEmpty(@namespace))
            throw new ArgumentException($"{resource.QualifiedName} \"{name}\": the namespace is missing; the resource is namespaced", nameof(@namespace));
        return Collection(@namespace);
    }

    internal string Item(string? @namespace, string? name, string? subresource = null)
    {
        if (string.IsNullOrEmpty(name))
            throw new ArgumentException($"{resource.QualifiedName}: the name is missing", nameof(name));
        // Names such as ".." would become another path when the URL is normalised; no object can have them.
        if (name is "." or "..")
            throw new ArgumentException($"{resource.QualifiedName}: \"{name}\" is no name", nameof(name));
        var item = $"{Home(@namespace, name)}/{Uri.EscapeDataString(name)}";
        return subresource is null ? item : $"{item}/{subresource}";
    }
}

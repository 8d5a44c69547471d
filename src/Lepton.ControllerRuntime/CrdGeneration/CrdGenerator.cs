using System.Reflection;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.ControllerRuntime.CrdGeneration;

/// <summary>
/// Makes CustomResourceDefinitions (apiextensions.k8s.io/v1, structural schemas) from C# types: names and scope from
/// <see cref="KubernetesEntityAttribute"/> and <see cref="ResourceNamesAttribute"/>, schemas from properties, their nullability and the
/// attributes of Lepton.Kubernetes.Schema. The same types always give the same definition.
/// </summary>
public static class CrdGenerator
{
    /// <param name="versions">The types of one kind, one per version. All are served; the first is stored.</param>
    /// <exception cref="CrdGenerationException">A type has no Kubernetes names, the types are not versions of one kind, or a property cannot be described.</exception>
    public static V1CustomResourceDefinition Generate(params Type[] versions)
    {
        ArgumentNullException.ThrowIfNull(versions);
        if (versions.Length == 0)
            throw new CrdGenerationException("no type was given: a CustomResourceDefinition needs at least one version");
        var definitions = versions.Select(DefinitionOf).ToList();
        var first = definitions[0];
        foreach (var other in definitions.Skip(1))
        {
            if ((other.Group, other.Kind, other.Plural, other.Namespaced) != (first.Group, first.Kind, first.Plural, first.Namespaced))
                throw new CrdGenerationException($"{other} is not a version of {first}: group, kind, plural and scope must be the same");
        }
        return new V1CustomResourceDefinition
        {
            ApiVersion = "apiextensions.k8s.io/v1",
            Kind = "CustomResourceDefinition",
            Metadata = new V1ObjectMeta { Name = first.QualifiedName },
            Spec = new V1CustomResourceDefinitionSpec
            {
                Group = first.Group,
                Names = NamesOf(versions[0], first),
                Scope = first.Namespaced ? "Namespaced" : "Cluster",
                Versions = [.. versions.Select((type, i) => VersionOf(type, definitions[i].Version, stored: i == 0))],
            },
        };
    }

    private static ResourceDefinition DefinitionOf(Type type)
    {
        try
        {
            return ResourceDefinition.Of(type);
        }
        catch (ArgumentException e)
        {
            throw new CrdGenerationException(e.Message);
        }
    }

    private static V1CustomResourceDefinitionNames NamesOf(Type type, ResourceDefinition definition)
    {
        var more = type.GetCustomAttribute<ResourceNamesAttribute>();
        return new V1CustomResourceDefinitionNames
        {
            Kind = definition.Kind,
            ListKind = definition.Kind + "List",
            Plural = definition.Plural,
            Singular = more?.Singular ?? definition.Kind.ToLowerInvariant(),
            ShortNames = more is { ShortNames.Length: > 0 } ? [.. more.ShortNames] : null,
            Categories = more is { Categories.Length: > 0 } ? [.. more.Categories] : null,
        };
    }

    private static V1CustomResourceDefinitionVersion VersionOf(Type type, string name, bool stored) => new()
    {
        Name = name,
        Served = true,
        Storage = stored,
        Schema = new V1CustomResourceValidation { OpenAPIV3Schema = new SchemaBuilder().BuildRoot(type) },
        Subresources = SubresourcesOf(type),
        AdditionalPrinterColumns = ColumnsOf(type),
    };

    private static V1CustomResourceSubresources? SubresourcesOf(Type type)
    {
        var status = Array.Exists(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IStatus<>));
        var scale = type.GetCustomAttribute<ScaleSubresourceAttribute>();
        return !status && scale is null ? null : new V1CustomResourceSubresources
        {
            Status = status ? new V1CustomResourceSubresourceStatus() : null,
            Scale = scale is null ? null : new V1CustomResourceSubresourceScale
            {
                SpecReplicasPath = scale.SpecReplicasPath,
                StatusReplicasPath = scale.StatusReplicasPath,
                LabelSelectorPath = scale.LabelSelectorPath,
            },
        };
    }

    private static List<V1CustomResourceColumnDefinition>? ColumnsOf(Type type)
    {
        var columns = type.GetCustomAttributes<PrinterColumnAttribute>().Select(c => new V1CustomResourceColumnDefinition
        {
            Name = c.Name,
            Type = c.Type,
            JsonPath = c.JsonPath,
            Description = c.Description,
            Format = c.Format,
            Priority = c.Priority > 0 ? c.Priority : null,
        }).ToList();
        return columns.Count == 0 ? null : columns;
    }
}

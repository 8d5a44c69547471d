using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Dashboard.Access;

/// <summary>What somebody must be allowed to do with kubectl to be shown the same by the dashboard.</summary>
/// <param name="Namespace">Null for all.</param>
/// <param name="Name">Null for all.</param>
internal readonly record struct AccessQuestion(string Verb, ResourceDefinition Resource, string? Namespace = null, string? Name = null)
{
    public static AccessQuestion Providers { get; } = new("list", ResourceDefinition.Of<CloudProvider>());

    /// <param name="namespace">Null for those of all namespaces.</param>
    public static AccessQuestion Models(string? @namespace = null) => new("list", ResourceDefinition.Of<LeptonModel>(), @namespace);

    public static AccessQuestion Model(string @namespace, string name) => new("get", ResourceDefinition.Of<LeptonModel>(), @namespace, name);

    public V1ResourceAttributes Attributes => new() { Verb = Verb, Group = Resource.Group, Version = Resource.Version, Resource = Resource.Plural, Namespace = Namespace, Name = Name };

    public override string ToString() => $"{Verb} {Resource.QualifiedName}{(Name is null ? "" : $" \"{Name}\"")}{(Namespace is { } space ? $" in namespace \"{space}\"" : Resource.Namespaced ? " in all namespaces" : "")}";
}

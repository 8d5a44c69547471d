using System.Text.Json.Serialization;

namespace Lepton.Kubernetes.Models;

/// <summary>Adds a kind to the API.</summary>
[KubernetesEntity(Group = "apiextensions.k8s.io", ApiVersion = "v1", Kind = "CustomResourceDefinition", PluralName = "customresourcedefinitions", Namespaced = false)]
public sealed class V1CustomResourceDefinition : KubernetesObject, ISpec<V1CustomResourceDefinitionSpec>, IStatus<V1CustomResourceDefinitionStatus>
{
    public V1CustomResourceDefinitionSpec Spec { get; set; } = new();
    public V1CustomResourceDefinitionStatus? Status { get; set; }
}

/// <summary>The kind's names, scope and versions.</summary>
public sealed class V1CustomResourceDefinitionSpec : ExtensibleObject
{
    public string Group { get; set; } = "";
    public V1CustomResourceDefinitionNames Names { get; set; } = new();

    /// <summary>Namespaced or Cluster.</summary>
    public string Scope { get; set; } = "";
    public List<V1CustomResourceDefinitionVersion> Versions { get; set; } = [];
    public V1CustomResourceConversion? Conversion { get; set; }
    public bool? PreserveUnknownFields { get; set; }
}

/// <summary>How the kind is called.</summary>
public sealed class V1CustomResourceDefinitionNames : ExtensibleObject
{
    public string Plural { get; set; } = "";
    public string? Singular { get; set; }
    public List<string>? ShortNames { get; set; }
    public string Kind { get; set; } = "";
    public string? ListKind { get; set; }
    public List<string>? Categories { get; set; }
}

/// <summary>One version and its schema.</summary>
public sealed class V1CustomResourceDefinitionVersion : ExtensibleObject
{
    public string Name { get; set; } = "";
    public bool Served { get; set; }
    public bool Storage { get; set; }
    public bool? Deprecated { get; set; }
    public string? DeprecationWarning { get; set; }
    public V1CustomResourceValidation? Schema { get; set; }
    public V1CustomResourceSubresources? Subresources { get; set; }
    public List<V1CustomResourceColumnDefinition>? AdditionalPrinterColumns { get; set; }
    public List<V1SelectableField>? SelectableFields { get; set; }
}

/// <summary>The schema's place.</summary>
public sealed class V1CustomResourceValidation : ExtensibleObject
{
    [JsonPropertyName("openAPIV3Schema")]
    public V1JSONSchemaProps? OpenAPIV3Schema { get; set; }
}

/// <summary>status and scale.</summary>
public sealed class V1CustomResourceSubresources : ExtensibleObject
{
    public V1CustomResourceSubresourceStatus? Status { get; set; }
    public V1CustomResourceSubresourceScale? Scale { get; set; }
}

/// <summary>Present: the status is written apart.</summary>
public sealed class V1CustomResourceSubresourceStatus : ExtensibleObject
{
}

/// <summary>Where the scale subresource finds its fields (JSON paths).</summary>
public sealed class V1CustomResourceSubresourceScale : ExtensibleObject
{
    public string SpecReplicasPath { get; set; } = "";
    public string StatusReplicasPath { get; set; } = "";
    public string? LabelSelectorPath { get; set; }
}

/// <summary>One column of kubectl get.</summary>
public sealed class V1CustomResourceColumnDefinition : ExtensibleObject
{
    public string Name { get; set; } = "";
    public string Type { get; set; } = "";
    public string? Format { get; set; }
    public string? Description { get; set; }

    /// <summary>0 is always shown, others with -o wide.</summary>
    public int? Priority { get; set; }
    public string JsonPath { get; set; } = "";
}

/// <summary>A field that field selectors may use.</summary>
public sealed class V1SelectableField : ExtensibleObject
{
    public string JsonPath { get; set; } = "";
}

/// <summary>How versions are converted.</summary>
public sealed class V1CustomResourceConversion : ExtensibleObject
{
    public string Strategy { get; set; } = "";
}

/// <summary>Whether the kind is served.</summary>
public sealed class V1CustomResourceDefinitionStatus : ExtensibleObject
{
    public List<V1CustomResourceDefinitionCondition>? Conditions { get; set; }
    public V1CustomResourceDefinitionNames? AcceptedNames { get; set; }
    public List<string>? StoredVersions { get; set; }
}

/// <summary>Established, NamesAccepted, Terminating …</summary>
public sealed class V1CustomResourceDefinitionCondition : ExtensibleObject
{
    public string Type { get; set; } = "";
    public string Status { get; set; } = "Unknown";
    public DateTimeOffset? LastTransitionTime { get; set; }
    public string? Reason { get; set; }
    public string? Message { get; set; }
    public long? ObservedGeneration { get; set; }
}

using System.Text.Json.Nodes;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Resources;

/// <summary>Which writes of a kind raise <c>metadata.generation</c>.</summary>
internal enum GenerationRule
{
    None,
    Spec,
    SpecAndAnnotations,
}

/// <summary>A subresource as discovery lists it.</summary>
internal sealed record SubresourceType(string Name, string Kind, IReadOnlyList<string> Verbs, string Group = "", string Version = "");

/// <summary>
/// One resource in one served version: everything the API server needs to know to serve it. Built-in ones come from a table, the others from CRDs.
/// </summary>
internal sealed record ResourceType
{
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Plural { get; init; }

    public required string Singular { get; init; }

    public required string Kind { get; init; }

    public required string ListKind { get; init; }

    public required bool Namespaced { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = [];

    public IReadOnlyList<SubresourceType> Subresources { get; init; } = [];

    public GenerationRule Generation { get; init; }

    /// <summary>Status is written through its own path only.</summary>
    public bool HasStatus { get; init; }

    /// <summary>A PUT must name the resourceVersion it replaces.</summary>
    public bool RequiresResourceVersion { get; init; }

    /// <summary>A PUT to a name that does not exist creates it.</summary>
    public bool CreateOnUpdate { get; init; }

    /// <summary>The objects of the kind are requests with an answer (reviews): nothing is stored.</summary>
    public bool Virtual { get; init; }

    /// <summary>The version objects are stored in.</summary>
    public required string StorageVersion { get; init; }

    /// <summary>The CRD that serves this; null for built-in kinds.</summary>
    public CustomResource? Custom { get; init; }

    /// <summary>Prunes, defaults and validates; null for the few kinds that take anything.</summary>
    public IObjectSchema? Schema { get; init; }

    public required IFieldManagement Fields { get; init; }

    public bool IsCustom => Custom is not null;

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public GroupResource Resource => new(Group, Plural);

    public GroupVersionResource Gvr => new(Group, Version, Plural);

    public bool Allows(string verb) => Verbs.Contains(verb);

    public SubresourceType? Subresource(string name) => Subresources.FirstOrDefault(s => s.Name == name);

    public override string ToString() => $"{Resource} {Version}";
}

/// <summary>What only resources from CRDs have.</summary>
/// <param name="Definition">The CRD object as stored.</param>
/// <param name="Version">The entry of <c>spec.versions</c>.</param>
internal sealed record CustomResource(JsonObject Definition, JsonObject Version)
{
    /// <summary>Path of <c>specReplicasPath</c> and so on; null without a scale subresource.</summary>
    public ScalePaths? Scale { get; init; }

    /// <summary>Text of the Warning header of every request to a deprecated version.</summary>
    public string? Deprecation { get; init; }

    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    /// <summary>The schema of the version that is stored; null where that is the version itself.</summary>
    public IObjectSchema? StorageSchema { get; init; }

    /// <summary>Between versions that differ in more than their name.</summary>
    public CustomResources.ConversionWebhook? Conversion { get; init; }
}

internal sealed record ScalePaths(string SpecReplicas, string StatusReplicas, string? Selector);

namespace Lepton.Kubernetes.Schema;

/// <summary>Fields the schema does not name are kept (x-kubernetes-preserve-unknown-fields). A property of type JsonObject or JsonNode has it without saying.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class PreserveUnknownFieldsAttribute : Attribute;

/// <summary>The value is a whole object with apiVersion, kind and metadata (x-kubernetes-embedded-resource).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EmbeddedResourceAttribute : Attribute;

/// <summary>How a type with a JSON converter of its own looks on the wire.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class WireTypeAttribute : Attribute
{
    /// <summary><c>string</c>, <c>integer</c> …; ignored with <see cref="IntOrString"/>.</summary>
    public string Type { get; init; } = "string";

    /// <summary>An integer or a string, as quantities and ports are.</summary>
    public bool IntOrString { get; init; }

    public string? Pattern { get; init; }

    public string? Format { get; init; }

    /// <summary>0 for none.</summary>
    public int MaxLength { get; init; }
}

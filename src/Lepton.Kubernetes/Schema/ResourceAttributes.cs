namespace Lepton.Kubernetes.Schema;

/// <summary>More names by which kubectl finds a kind.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ResourceNamesAttribute : Attribute
{
    public string[] ShortNames { get; init; } = [];

    public string[] Categories { get; init; } = [];

    /// <summary>Null: the kind in lower case.</summary>
    public string? Singular { get; init; }
}

/// <summary>A column of <c>kubectl get</c>. They appear in the order in which they are declared.</summary>
/// <param name="name">The heading.</param>
/// <param name="type"><c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c> or <c>date</c>.</param>
/// <param name="jsonPath">One value, such as <c>.status.replicas</c>; of several the server shows only the first.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PrinterColumnAttribute(string name, string type, string jsonPath) : Attribute
{
    public string Name { get; } = name;

    public string Type { get; } = type;

    public string JsonPath { get; } = jsonPath;

    public string? Description { get; init; }

    public string? Format { get; init; }

    /// <summary>Above 0: shown only with <c>-o wide</c>.</summary>
    public int Priority { get; init; }
}

/// <summary>The kind has a scale subresource. (A status subresource follows from <see cref="Models.IStatus{TStatus}"/>.)</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ScaleSubresourceAttribute(string specReplicasPath, string statusReplicasPath) : Attribute
{
    public string SpecReplicasPath { get; } = specReplicasPath;

    public string StatusReplicasPath { get; } = statusReplicasPath;

    public string? LabelSelectorPath { get; init; }
}

using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.CrdGeneration;

/// <summary>What the schema says of one field of a built-in type.</summary>
internal sealed record CoreField(string Description)
{
    public int? MaxLength { get; init; }

    public int? MaxItems { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public string? Default { get; init; }

    public string[]? Enum { get; init; }
}

/// <summary>
/// Descriptions and bounds of the built-in types that specifications embed (parts of containers, selectors): those types mirror the
/// Kubernetes API and carry no attributes. Bounds are those the API server itself enforces, or generous ones where it has none.
/// </summary>
internal static partial class CoreFields
{
    public static CoreField? TryGet(Type type, string field) =>
        Fields.TryGetValue(type, out var fields) && fields.TryGetValue(field, out var found) ? found : null;

    private static readonly Dictionary<Type, Dictionary<string, CoreField>> Fields = new()
    {
        [typeof(V1EnvVar)] = EnvVar,
        [typeof(V1EnvVarSource)] = EnvVarSource,
        [typeof(V1ObjectFieldSelector)] = ObjectFieldSelector,
        [typeof(V1ResourceFieldSelector)] = ResourceFieldSelector,
        [typeof(V1ConfigMapKeySelector)] = KeySelector("ConfigMap"),
        [typeof(V1SecretKeySelector)] = KeySelector("Secret"),
        [typeof(V1ContainerPort)] = ContainerPort,
        [typeof(V1ResourceRequirements)] = Resources,
        [typeof(V1ResourceClaimReference)] = ResourceClaim,
        [typeof(V1Volume)] = new() { ["name"] = Text("Name of the volume.", 63) },
        [typeof(V1VolumeMount)] = VolumeMount,
        [typeof(V1Probe)] = Probe,
        [typeof(V1ExecAction)] = new() { ["command"] = new CoreField("The command and its arguments.") { MaxItems = 64, MaxLength = 4096 } },
        [typeof(V1HTTPGetAction)] = HttpGet,
        [typeof(V1HTTPHeader)] = new() { ["name"] = Text("Name of the header.", 256), ["value"] = Text("Value of the header.", 4096) },
        [typeof(V1TCPSocketAction)] = new() { ["port"] = new("Number or name of the port."), ["host"] = Text("Host; without it, the pod.", 253) },
        [typeof(V1GRPCAction)] = new() { ["port"] = Port("Number of the port."), ["service"] = Text("Service to ask for in the health request.", 253) },
        [typeof(V1LabelSelector)] = LabelSelector,
        [typeof(V1LabelSelectorRequirement)] = LabelRequirement,
    };

    private static CoreField Text(string description, int maxLength) => new(description) { MaxLength = maxLength };

    private static CoreField Port(string description) => new(description) { Minimum = 1, Maximum = 65_535 };

    private static CoreField Seconds(string description, int minimum) => new(description) { Minimum = minimum, Maximum = 2_147_483_647 };

    private static Dictionary<string, CoreField> KeySelector(string kind) => new(StringComparer.Ordinal)
    {
        ["name"] = Text($"Name of the {kind}.", 253),
        ["key"] = Text($"Key of the {kind}.", 253),
        ["optional"] = new($"Whether the {kind} or its key may be missing."),
    };
}

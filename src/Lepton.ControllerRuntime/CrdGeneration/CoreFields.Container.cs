namespace Lepton.ControllerRuntime.CrdGeneration;

internal static partial class CoreFields
{
    private static Dictionary<string, CoreField> EnvVar => new(StringComparer.Ordinal)
    {
        ["name"] = Text("Name of the variable.", 253),
        ["value"] = Text("Its value. $(NAME) stands for variables defined before.", 131_072),
        ["valueFrom"] = new("Where the value comes from, instead of value."),
    };

    private static Dictionary<string, CoreField> EnvVarSource => new(StringComparer.Ordinal)
    {
        ["fieldRef"] = new("A field of the pod."),
        ["resourceFieldRef"] = new("A request or limit of the container."),
        ["configMapKeyRef"] = new("A key of a ConfigMap; list it in propagate."),
        ["secretKeyRef"] = new("A key of a Secret; list it in propagate."),
    };

    private static Dictionary<string, CoreField> ObjectFieldSelector => new(StringComparer.Ordinal)
    {
        ["apiVersion"] = Text("Version of the pod's schema, v1.", 63),
        ["fieldPath"] = Text("Path of the field, such as metadata.name.", 1024),
    };

    private static Dictionary<string, CoreField> ResourceFieldSelector => new(StringComparer.Ordinal)
    {
        ["containerName"] = Text("Name of the container.", 63),
        ["resource"] = Text("Request or limit, such as limits.memory.", 317),
        ["divisor"] = new("Unit the value is given in, such as 1Mi."),
    };

    private static Dictionary<string, CoreField> ContainerPort => new(StringComparer.Ordinal)
    {
        ["containerPort"] = Port("Number of the port."),
        ["name"] = Text("Name of the port, for services and probes.", 15),
        ["protocol"] = new("TCP, UDP or SCTP.") { Default = "TCP", Enum = ["TCP", "UDP", "SCTP"] },
        ["hostPort"] = Port("Port of the node; rarely right."),
        ["hostIP"] = Text("Address of the node that hostPort is bound to.", 64),
    };

    private static Dictionary<string, CoreField> Resources => new(StringComparer.Ordinal)
    {
        ["limits"] = new("The most a replica may use, by resource.") { MaxItems = 32 },
        ["requests"] = new("What is reserved for a replica, by resource. Placement counts with it.") { MaxItems = 32 },
        ["claims"] = new("Dynamic resource claims of the pod.") { MaxItems = 32 },
    };

    private static Dictionary<string, CoreField> ResourceClaim => new(StringComparer.Ordinal)
    {
        ["name"] = Text("Name of the claim in the pod.", 63),
        ["request"] = Text("Request within the claim.", 63),
    };

    private static Dictionary<string, CoreField> VolumeMount => new(StringComparer.Ordinal)
    {
        ["name"] = Text("Name of the volume.", 63),
        ["mountPath"] = Text("Path in the container.", 1024),
        ["readOnly"] = new("Whether the container can only read it."),
        ["recursiveReadOnly"] = Text("Whether mounts below are read-only too: Disabled, IfPossible or Enabled.", 16),
        ["subPath"] = Text("Path within the volume.", 1024),
        ["subPathExpr"] = Text("Path within the volume, with $(NAME) for environment variables.", 1024),
        ["mountPropagation"] = Text("How mounts are passed on: None, HostToContainer or Bidirectional.", 16),
    };
}

namespace Lepton.ControllerRuntime.CrdGeneration;

internal static partial class CoreFields
{
    private static Dictionary<string, CoreField> Probe => new(StringComparer.Ordinal)
    {
        ["exec"] = new("A command in the container; exit status 0 is healthy."),
        ["httpGet"] = new("An HTTP GET; status 200 to 399 is healthy."),
        ["tcpSocket"] = new("A TCP connection; opened is healthy."),
        ["grpc"] = new("The gRPC health protocol."),
        ["initialDelaySeconds"] = Seconds("Seconds before the first probe.", 0),
        ["timeoutSeconds"] = Seconds("Seconds after which a probe has failed; 1 when absent.", 1),
        ["periodSeconds"] = Seconds("Seconds between probes; 10 when absent.", 1),
        ["successThreshold"] = Seconds("Successes in a row that make it healthy; 1 when absent.", 1),
        ["failureThreshold"] = Seconds("Failures in a row that make it unhealthy; 3 when absent.", 1),
        ["terminationGracePeriodSeconds"] = Seconds("Seconds the container gets to end when the probe fails.", 1),
    };

    private static Dictionary<string, CoreField> HttpGet => new(StringComparer.Ordinal)
    {
        ["path"] = Text("Path, such as /health.", 1024),
        ["port"] = new("Number or name of the port."),
        ["host"] = Text("Host; without it, the pod.", 253),
        ["scheme"] = new("HTTP or HTTPS; HTTP when absent.") { Enum = ["HTTP", "HTTPS"] },
        ["httpHeaders"] = new("Headers of the request.") { MaxItems = 64 },
    };

    private static Dictionary<string, CoreField> LabelSelector => new(StringComparer.Ordinal)
    {
        ["matchLabels"] = new("Labels and the values they must have.") { MaxItems = 64, MaxLength = 63 },
        ["matchExpressions"] = new("Conditions on labels; all must hold.") { MaxItems = 64 },
    };

    private static Dictionary<string, CoreField> LabelRequirement => new(StringComparer.Ordinal)
    {
        ["key"] = Text("Label the condition is about.", 316),
        ["operator"] = new("In, NotIn, Exists or DoesNotExist.") { Enum = ["In", "NotIn", "Exists", "DoesNotExist"] },
        ["values"] = new("Values, for In and NotIn.") { MaxItems = 256, MaxLength = 63 },
    };
}

namespace Lepton.Kubernetes.Models;

/// <summary>How the kubelet tells that a container lives or is ready. Times in seconds.</summary>
public sealed class V1Probe : ExtensibleObject
{
    public V1ExecAction? Exec { get; set; }
    public V1HTTPGetAction? HttpGet { get; set; }
    public V1TCPSocketAction? TcpSocket { get; set; }
    public V1GRPCAction? Grpc { get; set; }
    public int? InitialDelaySeconds { get; set; }
    public int? TimeoutSeconds { get; set; }
    public int? PeriodSeconds { get; set; }
    public int? SuccessThreshold { get; set; }
    public int? FailureThreshold { get; set; }
    public long? TerminationGracePeriodSeconds { get; set; }
}

/// <summary>Runs a command in the container; exit status 0 is healthy.</summary>
public sealed class V1ExecAction : ExtensibleObject
{
    public List<string>? Command { get; set; }
}

/// <summary>An HTTP GET; 200 to 399 is healthy.</summary>
public sealed class V1HTTPGetAction : ExtensibleObject
{
    public string? Path { get; set; }
    public IntOrString? Port { get; set; }
    public string? Host { get; set; }
    public string? Scheme { get; set; }
    public List<V1HTTPHeader>? HttpHeaders { get; set; }
}

/// <summary>A header of a probe.</summary>
public sealed class V1HTTPHeader : ExtensibleObject
{
    public string Name { get; set; } = "";
    public string Value { get; set; } = "";
}

/// <summary>Opens a connection.</summary>
public sealed class V1TCPSocketAction : ExtensibleObject
{
    public IntOrString? Port { get; set; }
    public string? Host { get; set; }
}

/// <summary>The gRPC health protocol.</summary>
public sealed class V1GRPCAction : ExtensibleObject
{
    public int Port { get; set; }
    public string? Service { get; set; }
}

/// <summary>Hooks around a container's life.</summary>
public sealed class V1Lifecycle : ExtensibleObject
{
    public V1LifecycleHandler? PostStart { get; set; }
    public V1LifecycleHandler? PreStop { get; set; }
    public string? StopSignal { get; set; }
}

/// <summary>What a hook does: exactly one of these.</summary>
public sealed class V1LifecycleHandler : ExtensibleObject
{
    public V1ExecAction? Exec { get; set; }
    public V1HTTPGetAction? HttpGet { get; set; }
    public V1TCPSocketAction? TcpSocket { get; set; }
    public V1SleepAction? Sleep { get; set; }
}

/// <summary>Waits.</summary>
public sealed class V1SleepAction : ExtensibleObject
{
    public long Seconds { get; set; }
}

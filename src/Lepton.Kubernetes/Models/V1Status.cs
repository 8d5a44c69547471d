namespace Lepton.Kubernetes.Models;

/// <summary>What the server answers instead of an object (meta/v1 Status).</summary>
public sealed class V1Status
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public V1ListMeta? Metadata { get; set; }

    /// <summary><c>Success</c> or <c>Failure</c>.</summary>
    public string? Status { get; set; }

    public string? Message { get; set; }

    /// <summary>Machine-readable: NotFound, AlreadyExists, Conflict, Invalid, Expired … Absent on some errors.</summary>
    public string? Reason { get; set; }

    public V1StatusDetails? Details { get; set; }

    /// <summary>The HTTP status.</summary>
    public int? Code { get; set; }
}

public sealed class V1StatusDetails
{
    public string? Name { get; set; }

    public string? Group { get; set; }

    public string? Kind { get; set; }

    public string? Uid { get; set; }

    public List<V1StatusCause>? Causes { get; set; }

    public int? RetryAfterSeconds { get; set; }
}

public sealed class V1StatusCause
{
    public string? Reason { get; set; }

    public string? Message { get; set; }

    public string? Field { get; set; }
}

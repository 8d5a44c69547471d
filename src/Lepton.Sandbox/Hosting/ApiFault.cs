namespace Lepton.Sandbox.Hosting;

/// <summary>How an API server misbehaves. It applies to every request that matches, until it is disposed of.</summary>
public sealed record ApiFault
{
    /// <summary>Only this user's requests; null for everybody's.</summary>
    public string? User { get; init; }

    /// <summary>Only paths below this, such as <c>/apis/apps</c>; null for all.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>Only this HTTP method, such as <c>PUT</c>; null for all.</summary>
    public string? Method { get; init; }

    /// <summary>Told of each request it applies to (method and path) before anything happens to it; null when nobody wants to know. False lets that request go on unharmed.</summary>
    public Func<string, string, bool>? Met { get; init; }

    /// <summary>How long a request waits before anything else happens to it, in real time.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The HTTP status it is answered with; null to go on.</summary>
    public int? Status { get; init; }

    /// <summary>Retry-After of the answer.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The connection is reset without an answer.</summary>
    public bool Cut { get; init; }
}

namespace Lepton.EndToEnd.Monitoring;

/// <summary>A span as it arrived, as far as tests look at it.</summary>
internal sealed record OtlpSpan
{
    public string TraceId { get; init; } = "";

    public string SpanId { get; init; } = "";

    /// <summary>Empty of a root.</summary>
    public string ParentId { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>Nanoseconds since the epoch.</summary>
    public ulong Start { get; init; }

    public ulong End { get; init; }

    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>Traces that it is linked to.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];
}

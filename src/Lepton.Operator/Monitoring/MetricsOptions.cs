namespace Lepton.Operator.Monitoring;

/// <summary>How much the metrics tell (configuration section <c>Metrics</c>).</summary>
internal sealed record MetricsOptions
{
    /// <summary>
    /// Up to so many LeptonModels each has series of its own. With more of them figures are added up by namespace, and with more namespaces than this over all of them: the page
    /// stays of a size that a Prometheus can bear. 0: always by namespace.
    /// </summary>
    public int ModelSeries { get; init; } = 500;

    /// <summary>Least time between two comparisons of the whole fleet with simpler ways of placing; nothing is compared while nothing changes. Zero: never.</summary>
    public TimeSpan BaselineInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Serve them by TLS, with the certificate of the admission webhooks.</summary>
    public bool Tls { get; init; }
}

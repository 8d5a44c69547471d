using Lepton.ControllerRuntime.Serving;

namespace Lepton.Operator.Webhooks;

/// <summary>Admission webhooks (configuration section <c>Webhooks</c>).</summary>
internal sealed record WebhookOptions
{
    /// <summary>The names of both webhook configurations, of the Service's Secret with certificates, and of the Service unless said otherwise.</summary>
    public const string DefaultName = "lepton-operator-webhooks";

    /// <summary><c>:9443</c>, <c>127.0.0.1:0</c> …; <c>0</c> serves none.</summary>
    public string BindAddress { get; init; } = "0";

    /// <summary>The Service by which API servers reach us: certificates are for its names.</summary>
    public string Service { get; init; } = DefaultName;

    /// <summary>The ValidatingWebhookConfiguration and MutatingWebhookConfiguration whose caBundle is kept.</summary>
    public string Configuration { get; init; } = DefaultName;

    /// <summary>The Secret in the operator's namespace that holds certificates and keys, for all replicas.</summary>
    public string Secret { get; init; } = DefaultName;

    /// <summary>Further DNS names that the certificate is for: of the Services of dashboard and metrics, and the name by which a forwarded port is reached.</summary>
    public IReadOnlyList<string> FurtherNames { get; init; } = [];

    /// <summary>A folder with <c>tls.crt</c> and <c>tls.key</c> that somebody else renews (cert-manager): then there is neither Secret nor caBundle of ours.</summary>
    public string? CertificateDirectory { get; init; }

    /// <summary>How often certificates and caBundles are looked at.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <exception cref="FormatException">It is no address.</exception>
    public BindAddress Bind => ControllerRuntime.Serving.BindAddress.Parse(BindAddress);
}

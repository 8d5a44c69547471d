using Lepton.Kubernetes.Config.KubeConfigModels;

namespace Lepton.Kubernetes.Config;

/// <summary>Reads a cluster entry.</summary>
internal sealed class ClusterSection(Cluster entry, KubeconfigTrust trust, string origin)
    : KubeconfigSection($"clusters[name={entry.Name}].cluster", entry.FileName, trust, origin)
{
    private const string ExecExtension = "client.authentication.k8s.io/exec";

    internal KubernetesClientConfiguration Resolve(string? masterUrl)
    {
        var cluster = entry.ClusterEndpoint ?? throw Error("server", "missing");
        var data = Data(cluster.CertificateAuthorityData, "certificate-authority-data");
        var file = data is null ? FilePath(cluster.CertificateAuthority, "certificate-authority") : null;
        var skip = cluster.SkipTlsVerify ?? false;
        if (skip && (data ?? (object?)file) is not null)
            throw Error("insecure-skip-tls-verify", "true beside a certificate authority; only one of them can be meant");
        return new KubernetesClientConfiguration
        {
            Host = Server(string.IsNullOrEmpty(masterUrl) ? cluster.Server : masterUrl),
            CertificateAuthorityData = data,
            CertificateAuthorityFile = file,
            SkipTlsVerify = skip,
            TlsServerName = NullIfEmpty(cluster.TlsServerName),
            ProxyUrl = Proxy(cluster.ProxyUrl),
            DisableCompression = cluster.DisableCompression ?? false,
            ExecClusterConfig = cluster.Extensions?.Find(e => e.Name == ExecExtension)?.Extension?.GetRawText(),
        };
    }

    private string Server(string? server)
    {
        if (string.IsNullOrWhiteSpace(server))
            throw Error("server", "missing; a URL such as https://10.0.0.1:6443 is expected");
        var url = server.Contains("://", StringComparison.Ordinal) ? server : $"https://{server}";
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.Host.Length > 0
            ? url
            : throw Error("server", $"\"{server}\" is not a URL such as https://10.0.0.1:6443");
    }

    private Uri? Proxy(string? proxy)
    {
        if (string.IsNullOrEmpty(proxy))
            return null;
        return Uri.TryCreate(proxy, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "socks5" && uri.Host.Length > 0
            ? uri
            : throw Error("proxy-url", "not a URL of scheme http, https or socks5, such as http://proxy:3128");
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

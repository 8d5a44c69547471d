namespace Lepton.Kubernetes.Config;

/// <summary>Where a pod finds its API server and its service account.</summary>
internal sealed class InClusterPlaces(Func<string, string?> variable, string directory)
{
    internal static InClusterPlaces OfProcess { get; } =
        new(Environment.GetEnvironmentVariable, "/var/run/secrets/kubernetes.io/serviceaccount");

    private string TokenFile => Path.Combine(directory, "token");

    private string CaFile => Path.Combine(directory, "ca.crt");

    internal bool IsInCluster =>
        !string.IsNullOrEmpty(variable("KUBERNETES_SERVICE_HOST")) && !string.IsNullOrEmpty(variable("KUBERNETES_SERVICE_PORT")) && File.Exists(TokenFile);

    internal KubernetesClientConfiguration Load()
    {
        var (host, port) = (variable("KUBERNETES_SERVICE_HOST"), variable("KUBERNETES_SERVICE_PORT"));
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))
            throw new KubeconfigException("in-cluster", "KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT", "not set; they are set in every pod");
        if (!File.Exists(TokenFile))
            throw new KubeconfigException("in-cluster", TokenFile, "does not exist; the pod needs automountServiceAccountToken: true");
        return new KubernetesClientConfiguration
        {
            Host = $"https://{(host.Contains(':') ? $"[{host}]" : host)}:{port}",
            Origin = "in-cluster",
            TokenFile = TokenFile,
            // Without ca.crt the system's roots decide, as client-go does.
            CertificateAuthorityFile = File.Exists(CaFile) ? CaFile : null,
            Namespace = Namespace(),
        };
    }

    private string Namespace()
    {
        var file = Path.Combine(directory, "namespace");
        var text = File.Exists(file) ? File.ReadAllText(file).Trim() : "";
        return text.Length > 0 ? text : "default";
    }
}

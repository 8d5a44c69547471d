using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Testing.Http;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>Short ways to a client of a scripted server.</summary>
internal static class Servers
{
    internal static KubernetesClient Client(this ScriptedServer server, KubernetesClientOptions? options = null, Action<KubernetesClientConfiguration>? configure = null)
    {
        var config = new KubernetesClientConfiguration { Host = server.Url };
        configure?.Invoke(config);
        return new KubernetesClient(config, options);
    }

    internal static string ConfigMap(string name, string version = "1") =>
        $$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"{{name}}","namespace":"default","resourceVersion":"{{version}}"},"data":{"k":"v"} }""";
}

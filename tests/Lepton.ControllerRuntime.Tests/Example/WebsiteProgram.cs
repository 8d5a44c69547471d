using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;

namespace Lepton.ControllerRuntime.Tests.Example;

/// <summary>What <c>Main</c> does.</summary>
public static class WebsiteProgram
{
    public static async Task RunAsync(CancellationToken stoppingToken)
    {
        using var client = new KubernetesClient(KubernetesClientConfiguration.BuildDefaultConfig());
        await WebsiteOperator.RunAsync(client, Environment.MachineName, stoppingToken);
    }
}

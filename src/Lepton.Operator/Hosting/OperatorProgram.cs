using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Placement;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Hosting;

/// <summary>The process: servers, connection to the hub, leadership, work.</summary>
internal static class OperatorProgram
{
    public static async Task<int> RunAsync(OperatorSettings settings, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(b => b.SetMinimumLevel(Environment.GetEnvironmentVariable("DBG") is null ? LogLevel.Information : LogLevel.Debug).AddFilter("Lepton.ControllerRuntime.Informers", LogLevel.Error).AddSimpleConsole(o => o.SingleLine = true));
        var configuration = settings.Kubeconfig is { } file ? KubernetesClientConfiguration.BuildConfigFromConfigFile(file) : KubernetesClientConfiguration.BuildDefaultConfig();
        IKubernetesClient Connect() => new KubernetesClient(configuration, new KubernetesClientOptions { LoggerFactory = loggers });
        using var client = Connect();
        var hubId = await OperatorRuntime.ReadHubIdAsync(client, cancellationToken);
        await using var runtime = new OperatorRuntime(client, Connect, hubId, new NoEvents(), new PlacementSolver(), settings.Members, settings.Planner, loggers, TimeProvider.System);
        try
        {
            await runtime.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        return 0;
    }

    private sealed class NoEvents : ControllerRuntime.Events.IEventRecorder
    {
        public void Record(Kubernetes.Models.IKubernetesObject o, string type, string reason, string action, string note) { }
    }
}

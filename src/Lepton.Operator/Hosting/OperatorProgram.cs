using Lepton.ControllerRuntime.Events;
using Lepton.ControllerRuntime.Hosting;
using Lepton.ControllerRuntime.LeaderElection;
using Lepton.ControllerRuntime.Metrics.Prometheus;
using Lepton.ControllerRuntime.Serving;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Dashboard;
using Lepton.Operator.Members;
using Lepton.Operator.Monitoring;
using Lepton.Operator.Webhooks;
using Lepton.Placement;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Hosting;

/// <summary>The process: servers, connection to the hub, leadership, work.</summary>
internal static class OperatorProgram
{
    public const string LeaseName = "lepton-operator";

    public static async Task<int> RunAsync(OperatorSettings settings, CancellationToken cancellationToken)
    {
        OperatorJsonContext.Register();
        using var loggers = Logs.Create(settings);
        var log = loggers.CreateLogger("Lepton.Operator");
        var configuration = settings.Kubeconfig is { } file ? KubernetesClientConfiguration.BuildConfigFromConfigFile(file) : KubernetesClientConfiguration.BuildDefaultConfig();
        var identity = $"{Environment.MachineName}_{Guid.NewGuid():N}";
        // Audit logs of hub and members then tell which replica it was.
        configuration.UserAgent = $"{UserAgents.OfProcess} {identity}";
        using var client = Connect(new KubernetesClientOptions { LoggerFactory = loggers });
        OperatorMetrics.Register();
        using var telemetry = TelemetryExport.Start(identity);
        using var exporter = new PrometheusExporter(OperatorMetrics.MeterNames);
        using var recorder = new EventRecorder(
            client.Resource<Eventsv1Event>(), new EventRecorderOptions { ReportingController = "lepton.ai/operator", ReportingInstance = identity }, log: loggers.CreateLogger<EventRecorder>());
        using var elector = settings.LeaderElect ? Elector(client, settings, identity, loggers) : null;
        var certificates = new CertificateKeeper(client, settings.Namespace, settings.Webhooks, others: settings.ServesByTls, loggers, TimeProvider.System);
        using var webhooks = new WebhookService(client, settings.Webhooks, certificates, loggers, TimeProvider.System);
        using var dashboard = new DashboardService(client, settings.Dashboard, certificates, loggers, TimeProvider.System);
        var health = new HealthChecks();
        using var manager = new ControllerManager(elector: elector, log: loggers.CreateLogger<ControllerManager>());
        if (settings.Metrics.Tls)
            manager.Add(RunPhase.Others, "metrics", new Runnable(MetricsByTlsAsync));
        else
            manager.Add(RunPhase.Servers, "metrics", new RuntimeServer(BindAddress.Parse(settings.MetricsBindAddress), e => e.MapMetrics(exporter), loggers));
        manager.Add(RunPhase.Servers, "health", new RuntimeServer(BindAddress.Parse(settings.HealthProbeBindAddress), e => e.MapHealth(health), loggers));
        manager.Add(RunPhase.Others, "certificates", certificates);
        manager.Add(RunPhase.Others, "webhooks", webhooks);
        manager.Add(RunPhase.Others, "dashboard", dashboard);
        manager.Add(RunPhase.Others, "events", recorder);
        manager.Add(RunPhase.Others, "memory", new IdleMemory());
        manager.Add(RunPhase.LeaderWork, "operator", new Runnable(LeadAsync));
        try
        {
            await manager.RunAsync(cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is LeadershipLostException or TimeoutException or KubernetesApiException or HttpRequestException or IOException)
        {
            log.LogCritical(e, "The operator ends: {Message}", e.Message);
            return 1;
        }

        async Task MetricsByTlsAsync(CancellationToken running) =>
            await new RuntimeServer(BindAddress.Parse(settings.MetricsBindAddress), e => e.MapMetrics(exporter), loggers, await certificates.CertificateAsync(running)).RunAsync(running);

        KubernetesClient Connect(KubernetesClientOptions options) => new(configuration, options);

        async Task LeadAsync(CancellationToken leading)
        {
            // The fence: whatever this work still wants to write once the lease may be somebody else's does not leave the process.
            var fenced = new KubernetesClientOptions { LoggerFactory = loggers, MaySend = elector is null ? null : () => elector.IsLeader };
            using var hub = Connect(fenced);
            var hubId = await OperatorRuntime.ReadHubIdAsync(hub, leading);
            var members = settings.Members with { Client = fenced, UserAgent = configuration.UserAgent };
            await using var runtime = new OperatorRuntime(hub, new MemberSource(hub, () => Connect(fenced), members), hubId, recorder, new PlacementSolver(), members, settings.Planner, loggers, TimeProvider.System, settings.Audit ? Console.Out : null, settings.Metrics);
            using var metrics = new OperatorMetrics(runtime, settings.Metrics, TimeProvider.System);
            await runtime.RunAsync(leading);
        }
    }

    private static LeaderElector Elector(IKubernetesClient client, OperatorSettings settings, string identity, ILoggerFactory loggers) => new(
        client.Resource<V1Lease>(),
        new LeaderElectionOptions
        {
            Namespace = settings.Namespace,
            Name = LeaseName,
            Identity = identity,
            LeaseDuration = settings.LeaseDuration,
            RenewDeadline = settings.RenewDeadline,
            RetryPeriod = settings.RetryPeriod,
        },
        log: loggers.CreateLogger<LeaderElector>());
}

using Lepton.ControllerRuntime.Events;
using Lepton.ControllerRuntime.Hosting;
using Lepton.ControllerRuntime.Informers;
using Lepton.ControllerRuntime.LeaderElection;
using Lepton.ControllerRuntime.Metrics.Prometheus;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.ControllerRuntime.Serving;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Tests.Example;

/// <summary>The process: everything an operator has besides its reconciler.</summary>
public static class WebsiteOperator
{
    public static async Task RunAsync(IKubernetesClient client, string identity, CancellationToken cancellationToken)
    {
        await using var informers = new SharedInformerFactory(client);
        var websites = informers.For<Website>();
        var deployments = informers.For<V1Deployment>();

        using var events = new EventRecorder(client.Resource<Eventsv1Event>(), new() { ReportingController = "example.com/website-operator", ReportingInstance = identity });
        var reconciler = new WebsiteReconciler(websites.Lister, deployments.Lister, client, events, TimeProvider.System);
        using var controller = new Controller<NamespacedName>(reconciler, new() { Name = "website", MaxConcurrentReconciles = 4 });
        controller.Watch(websites, Keys.Self, Changes.OfDesiredState);
        controller.Watch(deployments, Keys.Controller("example.com", "Website"));

        using var metrics = new PrometheusExporter();
        using var elector = new LeaderElector(client.Resource<V1Lease>(), new() { Namespace = client.DefaultNamespace, Name = "website-operator", Identity = identity });
        using var manager = new ControllerManager(elector: elector);
        manager.Add(RunPhase.Servers, "metrics", new RuntimeServer(BindAddress.Parse("127.0.0.1:0"), routes => routes.MapMetrics(metrics)));
        manager.Add(RunPhase.Caches, "informers", informers);
        manager.Add(RunPhase.Others, "events", events);
        manager.Add(RunPhase.LeaderWork, "website", controller);
        await manager.RunAsync(cancellationToken);
    }
}

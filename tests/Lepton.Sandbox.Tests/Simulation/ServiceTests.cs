using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Tests.Simulation.Support;

namespace Lepton.Sandbox.Tests.Simulation;

public sealed class ServiceTests
{
    [Fact]
    public async Task Slices_and_endpoints_follow_the_pods()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        var service = cluster.Create(Kinds.Services, Service("web"));
        var empty = Slices(cluster).Single();
        Assert.Null(empty.Json["endpoints"]);
        Assert.Equal(service.Uid, empty.ControllerUid);
        Assert.Equal("endpointslice-controller.k8s.io", empty.Labels["endpointslice.kubernetes.io/managed-by"]);
        Assert.StartsWith("web-", empty.Name, StringComparison.Ordinal);

        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 2));
        cluster.Run(3);
        var slice = Slices(cluster).Single();
        var endpoints = slice.Json.Objects("endpoints").ToList();
        Assert.Equal(cluster.Pods("web").Select(static pod => pod.Status.Text("podIP")).Order(), endpoints.Select(static endpoint => endpoint.Texts("addresses").Single()).Order());
        Assert.All(endpoints, static endpoint => Assert.Equal("""{"ready":true,"serving":true,"terminating":false}""", endpoint.Object("conditions")!.ToJsonString()));
        Assert.All(endpoints, static endpoint => Assert.Equal(("member-cpu-0", "r1", "Pod"), (endpoint.Text("nodeName"), endpoint.Text("zone"), endpoint.Object("targetRef").Text("kind"))));
        Assert.Equal("""[{"name":"","protocol":"TCP","port":80}]""", slice.Json["ports"]!.ToJsonString());

        var old = cluster.Get(Kinds.Endpoints, "web");
        Assert.Equal(2, old.Json.Objects("subsets").Single().Count("addresses"));
        Assert.Equal("endpoint-controller", old.Labels["endpoints.kubernetes.io/managed-by"]);

        cluster.Change(Kinds.Deployments, "web", static web => web.Ensure("spec")["replicas"] = 0);
        cluster.Run(3);
        Assert.Equal(0, Slices(cluster).Single().Json.Count("endpoints"));
        Assert.Equal(0, cluster.Get(Kinds.Endpoints, "web").Json.Count("subsets"));
        cluster.Api.Delete(Kinds.Services, "default", "web");
        cluster.Settle();
        Assert.Empty(Slices(cluster));
        Assert.Null(cluster.Find(Kinds.Endpoints, "web"));
    }

    [Fact]
    public async Task A_pod_that_is_not_ready_is_listed_as_such_unless_the_service_publishes_it()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Services, Service("strict", app: "web"));
        cluster.Create(Kinds.Services, Service("open", app: "web", spec: static spec => spec["publishNotReadyAddresses"] = true));
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 1, spec: static spec => Manifests.Annotate(spec, PodAnnotations.NeverReady, "true")));
        cluster.Run(3);
        Assert.False(Ready("strict"));
        Assert.True(Ready("open"));
        Assert.Equal(1, cluster.Get(Kinds.Endpoints, "strict").Json.Objects("subsets").Single().Count("notReadyAddresses"));
        Assert.Equal(1, cluster.Get(Kinds.Endpoints, "open").Json.Objects("subsets").Single().Count("addresses"));

        bool Ready(string name) => Slices(cluster, name).Single().Json.Objects("endpoints").Single().Object("conditions").Flag("ready");
    }

    [Fact]
    public async Task A_headless_service_names_the_members_of_a_gang()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Services, Service("train", spec: static spec => spec["clusterIP"] = "None"));
        cluster.Create(Kinds.Jobs, Manifests.Job("train", static spec =>
        {
            spec["completions"] = 2;
            spec["parallelism"] = 2;
            spec["completionMode"] = "Indexed";
            spec.Object("template").Object("spec")!["subdomain"] = "train";
            Manifests.Annotate(spec, PodAnnotations.RunSeconds, "60");
        }));
        cluster.Run(3);
        var slice = Slices(cluster, "train").Single();
        Assert.Equal("", slice.Labels["service.kubernetes.io/headless"]);
        Assert.Equal(["train-0", "train-1"], slice.Json.Objects("endpoints").Select(static endpoint => endpoint.Text("hostname")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_named_target_port_is_looked_up_in_the_pod()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Services, Service("web", spec: static spec => spec["ports"] = new JsonArray(new JsonObject { ["name"] = "api", ["port"] = 80, ["targetPort"] = "http" })));
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 1, spec: static spec => Manifests.Container(spec)["ports"] = new JsonArray(new JsonObject { ["name"] = "http", ["containerPort"] = 8000 })));
        cluster.Run(3);
        Assert.Equal("""[{"name":"api","protocol":"TCP","port":8000}]""", Slices(cluster).Single().Json["ports"]!.ToJsonString());
    }

    [Fact]
    public async Task A_load_balancer_gets_an_address_and_gives_it_back()
    {
        await using var cluster = SimulatedCluster.Cpu(1);
        cluster.Create(Kinds.Services, Service("web", spec: static spec => spec["type"] = "LoadBalancer"));
        var service = cluster.Get(Kinds.Services, "web");
        Assert.Matches(@"^203\.0\.113\.\d+$", service.Status.Object("loadBalancer").Objects("ingress").Single().Text("ip"));
        Assert.True(service.HasFinalizer("service.kubernetes.io/load-balancer-cleanup"));
        cluster.Change(Kinds.Services, "web", static json => json.Ensure("spec")["type"] = "ClusterIP");
        Assert.Equal(0, cluster.Get(Kinds.Services, "web").Status.Object("loadBalancer").Count("ingress"));
        Assert.Equal(0, cluster.Get(Kinds.Services, "web").Metadata.Count("finalizers"));

        cluster.Change(Kinds.Services, "web", static json => json.Ensure("spec")["type"] = "LoadBalancer");
        cluster.Api.Delete(Kinds.Services, "default", "web");
        cluster.Settle();
        Assert.Null(cluster.Find(Kinds.Services, "web"));
    }

    [Fact]
    public async Task More_than_a_hundred_endpoints_take_more_slices()
    {
        await using var cluster = SimulatedCluster.Cpu(8);
        cluster.Create(Kinds.Services, Service("web"));
        cluster.Create(Kinds.Deployments, Manifests.Deployment("web", 130, cpu: "10m"));
        cluster.Run(5);
        Assert.Equal([30, 100], Slices(cluster).Select(static slice => slice.Json.Count("endpoints")).Order());
    }

    private static IReadOnlyList<ObjectView> Slices(SimulatedCluster cluster, string? service = null) => cluster.Api.List(Kinds.EndpointSlices).Select(static json => new ObjectView(json))
        .Where(slice => service is null || slice.Labels["kubernetes.io/service-name"] == service).ToList();

    private static JsonObject Service(string name, string? app = null, Action<JsonObject>? spec = null)
    {
        var service = Manifests.Named("Service", name, @namespace: "default");
        service["spec"] = new JsonObject
        {
            ["selector"] = new JsonObject { ["app"] = app ?? name },
            ["ports"] = new JsonArray(new JsonObject { ["port"] = 80, ["protocol"] = "TCP", ["targetPort"] = 80 }),
        };
        spec?.Invoke(service.Object("spec")!);
        return service;
    }
}

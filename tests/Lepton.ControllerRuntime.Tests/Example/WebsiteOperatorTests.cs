using Lepton.ControllerRuntime.CrdGeneration;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Clusters;

namespace Lepton.ControllerRuntime.Tests.Example;

public sealed class WebsiteOperatorTests
{
    [Fact]
    [Trait("Rule", "Complaints/there-is-a-fake-to-test-against")]
    public async Task A_website_is_served_scaled_repaired_and_taken_away()
    {
        await using var cluster = await TestCluster.StartAsync(nodes: 2);
        await cluster.InstallAsync(CrdGenerator.Generate(typeof(Website)));
        using var stop = new CancellationTokenSource();
        var running = WebsiteOperator.RunAsync(cluster.Client, "me", stop.Token);
        var websites = cluster.Client.Resource<Website>();
        var deployments = cluster.Client.Resource<V1Deployment>();
        await websites.CreateAsync(new() { Metadata = { Name = "shop", Namespace = "default" }, Spec = { Image = "registry.example/shop:1", Replicas = 2 } });
        await Eventually.TrueAsync(() => Get()?.Status is { ReadyReplicas: 2, Conditions: [{ Type: "Ready", Status: "True" }] });

        // Everything a user may do, and what others may break.
        await websites.PatchAsync("shop", "default", Patch.Merge(new() { ["spec"] = new System.Text.Json.Nodes.JsonObject { ["replicas"] = 3 } }));
        await Eventually.TrueAsync(() => Get()?.Status?.ReadyReplicas == 3);
        await deployments.UpdateScaleAsync("shop", "default", 1);
        await Eventually.TrueAsync(() => Get()?.Status?.ReadyReplicas == 3);
        await deployments.DeleteAsync("shop", "default");
        await Eventually.TrueAsync(() => deployments.TryGetAsync("shop", "default").GetAwaiter().GetResult()?.Status?.ReadyReplicas == 3);

        await cluster.Server.StopAsync();
        await cluster.Server.StartAsync();
        await websites.PatchAsync("shop", "default", Patch.Merge(new() { ["spec"] = new System.Text.Json.Nodes.JsonObject { ["replicas"] = 1 } }));
        await Eventually.TrueAsync(() => Get()?.Status?.ReadyReplicas == 1);

        await websites.DeleteAsync("shop", "default");
        await Eventually.TrueAsync(() => deployments.TryGetAsync("shop", "default").GetAwaiter().GetResult() is null);
        await stop.CancelAsync();
        await Eventually.EndAsync(running);

        Website? Get() => websites.TryGetAsync("shop", "default").GetAwaiter().GetResult();
    }
}

using Lepton.Cli.Sandboxes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Hosting;

namespace Lepton.Cli.Tests.Sandboxes;

/// <summary>Other teams' pods hold their GPUs before anything else happens; a fleet that cannot hold them says so and goes on.</summary>
public sealed class FleetStartTests
{
    [Fact]
    public async Task After_the_wait_every_pod_of_the_ready_fleet_has_its_node()
    {
        await using var session = await SandboxSession.StartAsync(ReadyFleets.Load(ReadyFleets.ThreeClouds), CancellationToken.None);

        Assert.Empty(await FleetStart.WaitAsync(session.Members, TimeSpan.FromMinutes(1), CancellationToken.None));

        var pods = (await session.Members["aws-us-east-1"].Resource<V1Pod>().ListAllAsync()).Items;
        Assert.Contains(pods, p => p.Metadata.Name!.Contains("notebooks", StringComparison.Ordinal));
        Assert.All(pods, p => Assert.False(string.IsNullOrEmpty(p.Spec!.NodeName), $"{p.Metadata.Name} has no node"));
    }

    [Fact]
    public async Task What_does_not_fit_is_named_and_holds_nothing_up()
    {
        var fleet = FleetFile.Parse("""
            name: crowded
            hub: { name: hub }
            members:
              - name: small
                provider: AWS
                region: us-east-1
                zones: [us-east-1a]
                nodePools:
                  - name: cpu
                    instanceType: m5.xlarge
                    count: 1
                    maxNodes: 1
                    foreignPods:
                      - { name: hog, count: 1, cpu: "64" }
            """, "crowded.yaml");
        await using var session = await SandboxSession.StartAsync(fleet, CancellationToken.None);

        var open = await FleetStart.WaitAsync(session.Members, TimeSpan.FromSeconds(1), CancellationToken.None);

        Assert.NotEmpty(open);
        Assert.All(open, name => Assert.Contains("hog", name, StringComparison.Ordinal));
        Assert.All(open, name => Assert.StartsWith("small/", name, StringComparison.Ordinal));
    }
}

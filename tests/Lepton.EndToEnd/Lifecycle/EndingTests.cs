using Lepton.Cli.Demo;
using Lepton.EndToEnd.Harness;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Xunit;

namespace Lepton.EndToEnd.Lifecycle;

/// <summary>Deletion, orphaning, suspension.</summary>
public sealed class EndingTests(SmallFleetFixture fixture) : FleetTest(fixture)
{
    [Fact]
    public async Task Deletion_leaves_the_members_empty()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("over", "llm"), SmallFleet.Model("over", "gang", "{ workload: Training, replicas: null, ports: null, training: { parallelism: 2 } }"));
        var picture = await Fleet.SettledAsync();
        Assert.All(picture.Models, m => Assert.Contains("lepton.ai/members", m.Metadata.Finalizers!));
        Assert.Contains(picture.Objects, o => o.Kind == "Namespace");

        await Fleet.DeleteAsync("over", "llm");
        await Fleet.DeleteAsync("over", "gang");

        await Fleet.UntilAsync("the members are empty", async () =>
            FleetChecks.Empty(await FleetPicture.ReadAsync(Fleet.Session, CancellationToken.None)) is { Count: > 0 } left ? string.Join("; ", left) : null);
        var pods = (await Fleet.Member("azure").Resource<V1Pod>().ListAllAsync(options: new ListOptions { LabelSelector = "lepton.ai/model" })).Items;
        Assert.All(pods, p => Assert.NotNull(p.Metadata.DeletionTimestamp));
    }

    [Fact]
    public async Task Orphaned_workloads_run_on_without_our_labels_and_with_what_they_need()
    {
        var azure = Fleet.Member("azure");
        await Fleet.ApplyAsync(
            SmallFleet.Yaml("""
                apiVersion: v1
                kind: Secret
                metadata: { name: token, namespace: orphaned }
                data: { value: YQ== }
                """),
            SmallFleet.Model("orphaned", "llm", "{ deletionPolicy: Orphan, propagate: [{ kind: Secret, name: token }] }"));
        await Fleet.SettledAsync();
        var before = Assert.Single((await azure.Resource<V1Deployment>().ListAsync("orphaned")).Items);

        await Fleet.DeleteAsync("orphaned", "llm");
        await Fleet.UntilAsync("the model is gone", async () => await Fleet.Hub.Resource<Api.Models.LeptonModel>().TryGetAsync("llm", "orphaned") is null ? null : "its finalizer holds it");
        await Task.Delay(TimeSpan.FromSeconds(2));

        var after = Assert.Single((await azure.Resource<V1Deployment>().ListAsync("orphaned")).Items);
        Assert.Equal(before.Metadata.Uid, after.Metadata.Uid);
        Assert.Equal(2, after.Spec!.Replicas);
        Assert.Null(after.Metadata.DeletionTimestamp);
        Assert.NotNull(await azure.Resource<V1Service>().TryGetAsync("llm", "orphaned"));
        Assert.NotNull(await azure.Resource<V1Secret>().TryGetAsync("token", "orphaned"));
        Assert.Equal(2, (await azure.Resource<V1Pod>().ListAsync("orphaned")).Items.Count(p => p.Metadata.DeletionTimestamp is null));
        Assert.Empty((await FleetPicture.ReadAsync(Fleet.Session, CancellationToken.None)).Objects);
    }

    [Fact]
    public async Task Suspension_removes_what_runs_and_its_end_brings_it_back()
    {
        await Fleet.ApplyAsync(SmallFleet.Model("paused", "llm"));
        await Fleet.SettledAsync();

        await Fleet.ChangeAsync("paused", "llm", "suspend: true");
        await Fleet.ConditionAsync("paused", "llm", "Scheduled", "False", "Suspended");
        await Fleet.ConditionAsync("paused", "llm", "Ready", "False", "Suspended");
        await Fleet.UntilAsync("nothing runs", async () =>
        {
            var picture = await FleetPicture.ReadAsync(Fleet.Session, CancellationToken.None);
            return picture.Objects.Any(o => o.Kind != "Namespace") ? string.Join(", ", picture.Objects.Select(o => o.Kind)) : null;
        });
        Assert.Equal(0, (await Fleet.ModelAsync("paused", "llm")).Status!.Cost!.Hourly);

        await Fleet.ChangeAsync("paused", "llm", "suspend: false");
        await Fleet.SettledAsync(p => p.Objects.Any(o => o.Kind == "Deployment") ? null : "nothing runs yet");
    }
}

using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Tests.Server;

/// <summary>Every verb against an API server that means it.</summary>
[Collection(ServerCollection.Name)]
public class VerbTests(ServerFixture server)
{
    private IResourceClient<V1ConfigMap> Maps => server.Client.Resource<V1ConfigMap>();

    [Fact]
    public async Task CreateGetUpdateDelete()
    {
        var ns = await server.NamespaceAsync();
        var created = await Maps.CreateAsync(Map(ns, "a", "1"));
        Assert.False(string.IsNullOrEmpty(created.Metadata.Uid));
        created.Data!["k"] = "2";
        var updated = await Maps.UpdateAsync(created);
        Assert.Equal("2", (await Maps.GetAsync("a", ns)).Data!["k"]);
        Assert.NotEqual(created.Metadata.ResourceVersion, updated.Metadata.ResourceVersion);
        var stale = await Assert.ThrowsAsync<KubernetesApiException>(() => Maps.UpdateAsync(created));
        Assert.True(stale.IsConflict);
        var twice = await Assert.ThrowsAsync<KubernetesApiException>(() => Maps.CreateAsync(Map(ns, "a", "1")));
        Assert.True(twice.IsAlreadyExists);
        await Maps.DeleteAsync("a", ns, new DeleteOptions { PreconditionUid = created.Metadata.Uid });
        Assert.Null(await Maps.TryGetAsync("a", ns));
        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(() => Maps.DeleteAsync("a", ns))).IsNotFound);
    }

    [Fact]
    public async Task APreconditionThatFailsDeletesNothing()
    {
        var ns = await server.NamespaceAsync();
        await Maps.CreateAsync(Map(ns, "a", "1"));
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => Maps.DeleteAsync("a", ns, new DeleteOptions { PreconditionUid = "another" }));
        Assert.True(e.IsConflict);
        await Maps.DeleteAsync("a", ns, new DeleteOptions { DryRun = true });
        Assert.NotNull(await Maps.TryGetAsync("a", ns));
    }

    [Fact]
    [Trait("Rule", "Writes/unforced-conflict-names-the-others")]
    public async Task ApplyIsIdempotentAndNamesTheOthersInAConflict()
    {
        var ns = await server.NamespaceAsync();
        var first = await Maps.ApplyAsync(Map(ns, "a", "1"), new ApplyOptions("lepton-test"));
        // What was read may be applied as it is: server-set metadata is left out.
        var second = await Maps.ApplyAsync(first, new ApplyOptions("lepton-test"));
        Assert.Equal(first.Metadata.ResourceVersion, second.Metadata.ResourceVersion);
        var conflict = await Assert.ThrowsAsync<KubernetesApiException>(() => Maps.ApplyAsync(Map(ns, "a", "2"), new ApplyOptions("other")));
        Assert.True(conflict.IsConflict);
        Assert.Contains("lepton-test", Assert.Single(conflict.Status.Details!.Causes!).Message!, StringComparison.Ordinal);
        var forced = await Maps.ApplyAsync(Map(ns, "a", "2"), new ApplyOptions("other") { Force = true });
        Assert.Equal("2", forced.Data!["k"]);
    }

    [Fact]
    public async Task PatchesOfAllKinds()
    {
        var ns = await server.NamespaceAsync();
        await Maps.CreateAsync(Map(ns, "a", "1"));
        await Maps.PatchAsync("a", ns, Patch.Merge(new JsonObject { ["data"] = new JsonObject { ["m"] = "merge" } }));
        await Maps.PatchAsync("a", ns, Patch.Json([new JsonObject { ["op"] = "add", ["path"] = "/data/j", ["value"] = "json" }]));
        var all = await Maps.PatchAsync("a", ns, Patch.Strategic(new JsonObject { ["data"] = new JsonObject { ["k"] = null } }));
        Assert.Equal(["j=json", "m=merge"], all.Data!.Select(d => $"{d.Key}={d.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AnApplyThatOnlyCreatesLeavesWhatIsThereAlone()
    {
        var ns = await server.NamespaceAsync();
        var only = new ApplyOptions("lepton-test") { ResourceVersion = ApplyOptions.NoObject };
        var created = await Maps.ApplyAsync(Map(ns, "a", "first"), only);
        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(() => Maps.ApplyAsync(Map(ns, "a", "second"), only))).IsConflict);
        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(() => Maps.ApplyAsync(Map(ns, "a", "second"), only with { Force = true }))).IsConflict);
        var found = await Maps.GetAsync("a", ns);
        Assert.Equal((created.Metadata.ResourceVersion, created.Metadata.Uid), (found.Metadata.ResourceVersion, found.Metadata.Uid));
        // At the version it is at, it is written.
        var changed = await Maps.ApplyAsync(Map(ns, "a", "second"), new ApplyOptions("lepton-test") { ResourceVersion = found.Metadata.ResourceVersion });
        Assert.NotEqual(found.Metadata.ResourceVersion, changed.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task ScaleAndStatus()
    {
        var ns = await server.NamespaceAsync();
        var deployments = server.Client.Resource<V1Deployment>();
        var created = await deployments.ApplyAsync(Deployment(ns), new ApplyOptions("lepton-test"));
        Assert.Equal(1, (await deployments.GetScaleAsync("d", ns)).Spec.Replicas);
        Assert.Equal(3, (await deployments.UpdateScaleAsync("d", ns, 3)).Spec.Replicas);
        created.Status = new V1DeploymentStatus { Replicas = 3, ObservedGeneration = 1 };
        var withStatus = await UpdateStatusAsync(created);
        Assert.Equal((3, 3), (withStatus.Spec.Replicas, withStatus.Status!.Replicas));
        var applied = await deployments.ApplyStatusAsync(new V1Deployment { Metadata = { Name = "d", Namespace = ns }, Status = new() { ReadyReplicas = 1, Replicas = 3 } }, new ApplyOptions("status-test") { Force = true });
        Assert.Equal((3, 1), (applied.Spec.Replicas, applied.Status!.ReadyReplicas));

        // Where a controller runs it writes the same status at the same time.
        async Task<V1Deployment> UpdateStatusAsync(V1Deployment value)
        {
            while (true)
            {
                value.Metadata.ResourceVersion = (await deployments.GetAsync("d", ns)).Metadata.ResourceVersion;
                try
                {
                    return await deployments.UpdateStatusAsync(value);
                }
                catch (KubernetesApiException e) when (e.IsConflict)
                {
                    continue;
                }
            }
        }
    }

    [Fact]
    public async Task ListsInPagesWithSelectorsAndMetadataOnly()
    {
        var ns = await server.NamespaceAsync();
        for (var i = 0; i < 7; i++)
            await Maps.CreateAsync(Map(ns, $"m{i}", "v", ("parity", i % 2 == 0 ? "even" : "odd")));
        var all = await Maps.ListAllAsync(ns, new ListOptions { Limit = 2, LabelSelector = "parity" });
        Assert.Equal(7, all.Items.Count);
        Assert.All(all.Items, m => Assert.Equal(("v1", "ConfigMap"), (m.ApiVersion, m.Kind)));
        Assert.Equal(4, (await Maps.ListAsync(ns, new ListOptions { LabelSelector = "parity=even" })).Items.Count);
        Assert.Equal("m3", Assert.Single((await Maps.ListAsync(ns, new ListOptions { FieldSelector = "metadata.name=m3" })).Items).Metadata.Name);
        var bare = await Maps.ListAsync(ns, new ListOptions { MetadataOnly = true, LabelSelector = "parity" });
        Assert.All(bare.Items, m => Assert.Null(m.Data));
        Assert.All(bare.Items, m => Assert.Equal("ConfigMap", m.Kind));
        await Maps.DeleteCollectionAsync(ns, new ListOptions { LabelSelector = "parity=even" });
        Assert.Equal(3, (await Maps.ListAsync(ns, new ListOptions { LabelSelector = "parity" })).Items.Count);
    }

    [Fact]
    public async Task DryRunsStoreNothingAndStrictValidationRefuses()
    {
        var ns = await server.NamespaceAsync();
        await Maps.CreateAsync(Map(ns, "a", "1"), new WriteOptions { DryRun = true });
        Assert.Null(await Maps.TryGetAsync("a", ns));
        var unknown = new UnstructuredObject((JsonObject)JsonNode.Parse($$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"{{ns}}"},"colour":"red"}""")!);
        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => server.Client.Resource(ResourceDefinition.Of<V1ConfigMap>()).CreateAsync(unknown, new WriteOptions { FieldValidation = "Strict" }));
        Assert.Contains("colour", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DiscoveryFindsWhatTheServerHas()
    {
        Assert.Equal(ResourceDefinition.Of<V1Deployment>(), await server.Client.FindResourceAsync("apps/v1", "Deployment"));
        Assert.Equal(ResourceDefinition.Of<V1Node>(), await server.Client.FindResourceAsync("v1", "Node"));
        Assert.Null(await server.Client.FindResourceAsync("lepton.example/v1", "Nothing"));
        Assert.NotNull((string?)(await server.Client.RequestAsync(HttpMethod.Get, "/version"))!["gitVersion"]);
    }

    [Fact]
    public async Task SecretsLeasesAndEventsKeepTheirFormats()
    {
        var ns = await server.NamespaceAsync();
        var secret = await server.Client.Resource<V1Secret>().CreateAsync(new V1Secret { Metadata = { Name = "s", Namespace = ns }, Data = new() { ["b"] = [0, 255, 7] } });
        Assert.Equal([0, 255, 7], secret.Data!["b"]);
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1_234_560);
        var lease = await server.Client.Resource<V1Lease>().CreateAsync(new V1Lease { Metadata = { Name = "l", Namespace = ns }, Spec = { HolderIdentity = "me", RenewTime = now, LeaseDurationSeconds = 15 } });
        Assert.Equal(now, lease.Spec.RenewTime);
        var written = await server.Client.Resource<Eventsv1Event>().CreateAsync(new Eventsv1Event
        {
            Metadata = { Name = "e", Namespace = ns },
            EventTime = now,
            ReportingController = "lepton.ai/test",
            ReportingInstance = "i",
            Action = "Testing",
            Reason = "Tested",
            Type = "Normal",
            Note = "n",
            Regarding = new() { Kind = "Secret", Name = "s", Namespace = ns, ApiVersion = "v1" },
            Series = new() { Count = 2, LastObservedTime = now },
        });
        Assert.Equal((2, now), (written.Series!.Count, written.EventTime));
    }

    internal static V1ConfigMap Map(string ns, string name, string value, params (string Key, string Value)[] labels) => new()
    {
        Metadata = { Name = name, Namespace = ns, Labels = labels.Length == 0 ? null : labels.ToDictionary(l => l.Key, l => l.Value) },
        Data = new() { ["k"] = value },
    };

    private static V1Deployment Deployment(string ns) => new()
    {
        Metadata = { Name = "d", Namespace = ns },
        Spec =
        {
            Replicas = 1,
            Selector = new() { MatchLabels = new() { ["app"] = "d" } },
            Template = new()
            {
                Metadata = new() { Labels = new() { ["app"] = "d" } },
                Spec = new() { Containers = [new() { Name = "c", Image = "registry.example/pause:1", Resources = new() { Requests = new() { ["cpu"] = "10m" } } }] },
            },
        },
    };
}

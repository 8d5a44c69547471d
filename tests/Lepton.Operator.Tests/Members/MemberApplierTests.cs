using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.Members;
using Lepton.Operator.State;
using Lepton.Operator.Tests.Emission;
using Lepton.Sandbox.Hosting;
using Lepton.Testing.Logging;

namespace Lepton.Operator.Tests.Members;

/// <summary>Against an API server in this process.</summary>
public sealed class MemberApplierTests : IAsyncLifetime
{
    private const string Serving = "{image: i, ports: [{containerPort: 80}]}";
    private const string Named = "{image: i, ports: [{name: http, containerPort: 80}, {name: metrics, containerPort: 81}]}";
    private static readonly ModelKey Key = new("ns", "m");
    private static readonly ResourceDefinition Deployments = ResourceDefinition.Of<V1Deployment>();
    private static readonly ResourceDefinition Services = ResourceDefinition.Of<V1Service>();
    private readonly LogCollector _logs = new();
    private SandboxHost _host = null!;
    private KubernetesClient _client = null!;
    private LiveObjects _objects = null!;
    private MemberApplier _applier = null!;

    public async Task InitializeAsync()
    {
        _host = await SandboxHost.StartAsync();
        var cluster = await _host.AddClusterAsync("member");
        _client = new KubernetesClient(Kubernetes.Config.KubernetesClientConfiguration.BuildConfigFromBytes(System.Text.Encoding.UTF8.GetBytes(cluster.KubeconfigYaml())));
        _objects = new LiveObjects(_client, "hub");
        _applier = new MemberApplier("member", "hub", _client, _objects, _logs.CreateLogger("applier"));
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        _logs.Dispose();
    }

    [Fact]
    public async Task All_is_created_and_then_nothing_is_written_again()
    {
        Assert.Null(await ReconcileAsync(Serving));
        await _objects.ReadAsync();
        Assert.Contains(_objects.Versions, v => v.Key == "Namespace ns");
        Assert.Equal(2, _objects.Versions.Count(v => v.Key.StartsWith("Deployment ", StringComparison.Ordinal) || v.Key == "Service ns/m"));
        var (writes, versions) = (_applier.Writes, _objects.Versions);
        Assert.Equal(versions.Count, writes);
        Assert.Null(await ReconcileAsync(Serving));
        await _objects.ReadAsync();
        Assert.Equal(writes, _applier.Writes);
        Assert.Equal(versions, _objects.Versions);
    }

    [Fact]
    public async Task What_somebody_edited_is_put_right_and_the_rest_left_alone()
    {
        await ReconcileAsync(Serving);
        var name = Desired(Serving).Single(d => d.Resource == Deployments).Name;
        await PatchAsync(Deployments, name, """{"spec":{"replicas":7,"template":{"spec":{"containers":[{"name":"model","image":"evil"}]}}},"metadata":{"annotations":{"note":"mine"}}}""");
        var writes = _applier.Writes;
        Assert.Null(await ReconcileAsync(Serving));
        Assert.Equal(writes + 1, _applier.Writes);
        var live = await _client.Resource(Deployments).GetAsync(name, "ns");
        Assert.Equal((1, "i"), ((int)live.Json["spec"]!["replicas"]!, (string?)live.Json["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]));
        Assert.Equal("mine", live.Metadata.Annotations!["note"]);
        Assert.Contains(_logs.Lines, l => l.Message.Contains($"Deployment ns/{name} differs at", StringComparison.Ordinal));
        Assert.Equal(1, _applier.Repairs);
    }

    [Fact]
    public async Task What_is_wanted_otherwise_now_is_no_repair()
    {
        await ReconcileAsync(Serving);
        Assert.Null(await ReconcileAsync("{image: newer, ports: [{containerPort: 80}]}"));
        var live = await _client.Resource(Deployments).GetAsync(Desired(Serving).Single(d => d.Resource == Deployments).Name, "ns");
        Assert.Equal("newer", (string?)live.Json["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);
        Assert.Equal(0, _applier.Repairs);
        Assert.DoesNotContain(_logs.Lines, l => l.Message.Contains("differs at", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_field_that_is_no_longer_wanted_goes()
    {
        await ReconcileAsync("{image: i, args: [a], ports: [{containerPort: 80}]}");
        Assert.Null(await ReconcileAsync(Serving));
        var live = await _client.Resource(Deployments).GetAsync(Desired(Serving).Single(d => d.Resource == Deployments).Name, "ns");
        Assert.Null(live.Json["spec"]!["template"]!["spec"]!["containers"]![0]!["args"]);
    }

    [Fact]
    public async Task An_object_of_somebody_else_is_not_touched()
    {
        await ForeignServiceAsync();
        var outcome = await ReconcileAsync(Named);
        Assert.Equal((false, "NameTaken"), (outcome!.Ok, outcome.Reason));
        Assert.StartsWith("Service ns/m in cluster member belongs to somebody else and is not touched", outcome.Message, StringComparison.Ordinal);
        var live = await _client.Resource(Services).GetAsync("m", "ns");
        Assert.Equal(9999, (int)live.Json["spec"]!["ports"]![0]!["port"]!);
        Assert.Null(live.Metadata.Labels);
        // The rest is in place all the same, and removing the model leaves what is not ours.
        Assert.NotEmpty((await _client.Resource(Deployments).ListAllAsync("ns")).Items);
        await RemoveAsync();
        Assert.NotNull(await _client.Resource(Services).TryGetAsync("m", "ns"));
        Assert.Empty((await _client.Resource(Deployments).ListAllAsync("ns")).Items);
    }

    [Fact]
    public async Task An_object_of_another_hub_is_named_with_its_hub()
    {
        await ForeignServiceAsync("""{"app.kubernetes.io/managed-by":"lepton-operator","lepton.ai/hub":"other"}""");
        Assert.Contains("Service ns/m in cluster member belongs to hub other", (await ReconcileAsync(Named))!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_adopts_takes_it_over()
    {
        await ForeignServiceAsync();
        Assert.Null(await ReconcileAsync(Named, AdoptionPolicy.Always));
        var live = await _client.Resource(Services).GetAsync("m", "ns");
        Assert.True(Ownership.IsOurs(live.Metadata, "hub"));
        Assert.Contains(live.Json["spec"]!["ports"]!.AsArray(), p => (int)p!["port"]! == 80);
    }

    [Theory]
    [InlineData(AdoptionPolicy.IfOwned, true)]
    [InlineData(AdoptionPolicy.Always, true)]
    [InlineData(AdoptionPolicy.Never, false)]
    public async Task What_the_hub_made_for_another_model_is_taken_over_unless_nothing_is(AdoptionPolicy adoption, bool taken)
    {
        await ForeignServiceAsync("""{"app.kubernetes.io/managed-by":"lepton-operator","lepton.ai/hub":"hub","lepton.ai/model":"other","lepton.ai/model-namespace":"ns"}""");
        // With the watch behind, and with the object in sight.
        foreach (var objects in new[] { new LiveObjects(_client, "hub"), _objects })
        {
            if (objects == _objects)
                await objects.ReadAsync();
            var applier = new MemberApplier("member", "hub", _client, objects, _logs.CreateLogger("applier"));
            var outcome = await applier.ReconcileAsync(Key, Desired(Named), adoption, _ => true, default);
            var live = await _client.Resource(Services).GetAsync("m", "ns");
            Assert.Equal(taken ? "m" : "other", live.Metadata.Labels!["lepton.ai/model"]);
            Assert.Equal(taken ? null : "NameTaken", outcome?.Reason);
            if (!taken)
                Assert.Equal("Service ns/m in cluster member was made for LeptonModel ns/other and is not touched, as spec.adoptionPolicy is Never; rename one of the models, or set spec.adoptionPolicy to IfOwned", outcome!.Message);
        }
    }

    [Fact]
    public async Task A_model_that_takes_nothing_over_still_writes_what_it_made()
    {
        Assert.Null(await ReconcileAsync(Serving, AdoptionPolicy.Never));
        Assert.Null(await ReconcileAsync(Named, AdoptionPolicy.Never));
        Assert.Equal(2, (await _client.Resource(Services).GetAsync("m", "ns")).Json["spec"]!["ports"]!.AsArray().Count);
    }

    [Fact]
    public async Task Ours_that_the_watch_has_not_shown_yet_is_no_conflict()
    {
        await ReconcileAsync(Serving);
        var stale = new MemberApplier("member", "hub", _client, new LiveObjects(_client, "hub"), _logs.CreateLogger("applier"));
        Assert.Null(await stale.ReconcileAsync(Key, Desired(Serving), AdoptionPolicy.Never, _ => true, default));
    }

    [Fact]
    public async Task Removal_takes_exactly_what_is_ours()
    {
        await ReconcileAsync(Serving);
        await _client.Resource(ResourceDefinition.Of<V1ConfigMap>()).CreateAsync(Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"theirs","namespace":"ns"},"data":{"k":"v"}}"""));
        await RemoveAsync();
        await _objects.ReadAsync();
        // The namespace is ours too, but something of somebody else lives in it.
        Assert.Equal("Namespace ns", Assert.Single(_objects.Versions).Key);
        Assert.NotNull(await _client.Resource(ResourceDefinition.Of<V1ConfigMap>()).TryGetAsync("theirs", "ns"));
    }

    [Fact]
    public async Task An_empty_namespace_of_ours_goes_when_nobody_wants_it()
    {
        await ReconcileAsync(Serving);
        await RemoveAsync(_ => true);
        Assert.NotNull(await _client.Resource<V1Namespace>().TryGetAsync("ns"));
        await RemoveAsync();
        var left = await _client.Resource<V1Namespace>().TryGetAsync("ns");
        Assert.True(left is null || left.Metadata.DeletionTimestamp is not null);
    }

    [Fact]
    public async Task A_placement_that_left_is_removed_and_the_other_stays()
    {
        await ReconcileAsync(Serving, targets: [Emitted.Cpu("a"), Emitted.Cpu("b")]);
        Assert.Null(await ReconcileAsync(Serving, targets: [Emitted.Cpu("b")]));
        var left = Assert.Single((await _client.Resource(Deployments).ListAllAsync("ns")).Items);
        Assert.Equal(Names.Placement("b"), (string?)left.Json["spec"]!["selector"]!["matchLabels"]![Ownership.PlacementLabel]);
    }

    [Fact]
    public async Task A_job_that_cannot_be_changed_is_made_anew()
    {
        const string Training = "{workload: Training, image: IMAGE, training: {parallelism: 1}}";
        var jobs = ResourceDefinition.Of<V1Job>();
        await ReconcileAsync(Training.Replace("IMAGE", "one", StringComparison.Ordinal));
        var first = Assert.Single((await _client.Resource(jobs).ListAllAsync("ns")).Items);
        var outcome = await ReconcileAsync(Training.Replace("IMAGE", "two", StringComparison.Ordinal));
        Assert.Equal("Replacing", outcome?.Reason);
        for (var attempt = 0; outcome is not null && attempt < 500; attempt++)
        {
            await ReleaseAsync(jobs, first);
            outcome = await ReconcileAsync(Training.Replace("IMAGE", "two", StringComparison.Ordinal));
        }

        var second = Assert.Single((await _client.Resource(jobs).ListAllAsync("ns")).Items);
        Assert.NotEqual(first.Metadata.Uid, second.Metadata.Uid);
        Assert.Equal("two", (string?)second.Json["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);
    }

    [Fact]
    public async Task What_a_server_refuses_is_told_with_its_words()
    {
        var outcome = await ReconcileAsync("{image: i, ports: [{containerPort: 80}], podTemplate: {spec: {restartPolicy: Sometimes}}}");
        Assert.Equal((false, "Rejected"), (outcome!.Ok, outcome.Reason));
        Assert.Contains("restartPolicy", outcome.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<DesiredObject> Desired(string spec, params PlacementTarget[] targets) =>
        Emitter.Emit(Emitted.Input(spec, targets.Length == 0 ? [Emitted.Cpu()] : targets) with { EmitNamespace = true });

    private async Task<ApplyOutcome?> ReconcileAsync(string spec, AdoptionPolicy adoption = AdoptionPolicy.IfOwned, PlacementTarget[]? targets = null)
    {
        await _objects.ReadAsync();
        return await _applier.ReconcileAsync(Key, Desired(spec, targets ?? []), adoption, _ => true, default);
    }

    private async Task RemoveAsync(Func<ObjectKey, bool>? wanted = null)
    {
        await _objects.ReadAsync();
        Assert.Null(await _applier.ReconcileAsync(Key, [], AdoptionPolicy.IfOwned, wanted ?? (_ => false), default));
    }

    private async Task ForeignServiceAsync(string? labels = null)
    {
        await _client.Resource(ResourceDefinition.Of<V1Namespace>()).CreateAsync(Parse("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"ns"}}"""));
        var service = Parse("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"m","namespace":"ns"},"spec":{"ports":[{"port":9999,"name":"theirs"}]}}""");
        if (labels is not null)
            service.Json["metadata"]!["labels"] = JsonNode.Parse(labels);
        await _client.Resource(Services).CreateAsync(service);
    }

    /// <summary>What a garbage collector does: lets an object go whose dependents are gone.</summary>
    private async Task ReleaseAsync(ResourceDefinition resource, UnstructuredObject value)
    {
        if (await _client.Resource(resource).TryGetAsync(value.Metadata.Name!, "ns") is { Metadata.DeletionTimestamp: not null })
            await PatchAsync(resource, value.Metadata.Name!, """{"metadata":{"finalizers":null}}""");
    }

    private Task PatchAsync(ResourceDefinition resource, string name, string patch) =>
        _client.Resource(resource).PatchAsync(name, "ns", new Patch(PatchType.StrategicMerge, JsonNode.Parse(patch)!), options: new WriteOptions { FieldManager = "kubectl" });

    private static UnstructuredObject Parse(string json) => new((JsonObject)JsonNode.Parse(json)!);
}

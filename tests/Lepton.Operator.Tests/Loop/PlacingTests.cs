using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.Status;
using Lepton.Testing.Fakes;

namespace Lepton.Operator.Tests.Loop;

/// <summary>The whole loop: hub → plan → status → members → status.</summary>
public sealed class PlacingTests : IAsyncLifetime
{
    private readonly World _world = new World().Cloud("aws", 10).Cloud("gcp", 12);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_model_is_placed_applied_and_reported()
    {
        _world.With(Make.Model("m", 3)).Start();
        await _world.ReadyAsync("m");
        Assert.Equal("2@aws 1@gcp", _world.Where("m"));
        foreach (var (member, replicas) in new[] { ("aws", 2), ("gcp", 1) })
        {
            var deployment = Assert.Single(_world.In<V1Deployment>(member));
            Assert.Equal(replicas, (int)deployment.Json["spec"]!["replicas"]!);
            Assert.Equal("m", Assert.Single(_world.In<V1Service>(member)).Metadata.Name);
            Assert.Equal("ns", Assert.Single(_world.In<V1Namespace>(member)).Metadata.Name);
            Assert.True(Ownership.IsOurs(deployment.Metadata, World.HubId));
        }

        var status = _world.Model("m")!.Status!;
        Assert.Equal((3, 3, 256.0), (status.Replicas, status.ReadyReplicas, status.Cost!.Hourly));
        Assert.Equal(["m.ns.svc:8000", "m.ns.svc:8000"], status.Endpoints!.Select(e => e.Address));
        Assert.Equal(["Scheduled True", "Applied True", "Ready True", "Progressing False", "Degraded False"], status.Conditions!.Select(c => $"{c.Type} {c.Status}"));
        Assert.Contains(ModelFinalizer.Name, _world.Model("m")!.Metadata.Finalizers!);
        Assert.Equal(["Placed", "AllReplicasReady"], _world.Events.Of("m"));
    }

    [Fact]
    [Trait("Rule", "Writes/finalizer-before-side-effects")]
    public async Task The_decision_and_the_finalizer_are_saved_before_anything_is_written_to_a_member()
    {
        var early = new List<string>();
        _world.OnMemberWrite((member, request) =>
        {
            var model = _world.Model("m")!;
            if (model.Status?.Placements?.Exists(p => p.Cluster == member) != true || model.Metadata.Finalizers?.Contains(ModelFinalizer.Name) != true)
            {
                lock (early)
                    early.Add($"{member} {request.Verb} {request.Name}");
            }

            return null;
        });
        _world.With(Make.Model("m", 3)).Start();
        await _world.ReadyAsync("m");
        Assert.Empty(early);
    }

    [Fact]
    public async Task When_nothing_changes_nothing_is_written_for_an_hour_nor_after_a_restart()
    {
        _world.With(Make.Model("m", 3), Make.Gang("t", 1)).With(Make.Policy("default")).Start();
        await _world.ReadyAsync("m", "t");
        var before = await _world.QuietAsync();
        var writes = _world.History().Count();
        await _world.PassAsync(TimeSpan.FromMinutes(5));
        Assert.True(before.SequenceEqual(_world.Versions()), string.Join('\n', _world.History().Skip(writes - 2)));
        await _world.StopAsync();
        _world.Start();
        await _world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.True(before.SequenceEqual(_world.Versions()), string.Join('\n', _world.History().Skip(writes - 2)));
    }

    [Fact]
    public async Task After_a_restart_nothing_is_decided_before_the_connections_of_all_clusters_were_read()
    {
        _world.With(Make.Model("m", 3)).With(Make.Policy("default")).Start();
        await _world.ReadyAsync("m");
        var before = await _world.QuietAsync();
        await _world.StopAsync();
        var secrets = _world.Hub.Fake<V1Secret>();
        secrets.Fault = _ => FakeFault.Fail(FakeErrors.Refused());
        _world.Start();
        await _world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(before, _world.Versions());

        secrets.Fault = null;
        await _world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(before, _world.Versions());
        _world.Edit("m", m => m.Spec.Replicas = 4);
        await _world.UntilAsync(() => _world.Model("m")!.Status!.Placements!.Sum(p => p.Replicas) == 4);
    }

    [Fact]
    public async Task What_was_edited_or_deleted_in_a_member_is_put_right()
    {
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        var deployments = _world["aws"].Fake(ResourceDefinition.Of<V1Deployment>());
        var edited = deployments.All[0];
        edited.Json["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "evil:1";
        edited.Json["spec"]!["paused"] = true;
        deployments.Put(edited);
        await _world.UntilAsync(() => (string?)deployments.All[0].Json["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] == "vllm/vllm-openai:v1");
        _world["aws"].Fake(ResourceDefinition.Of<V1Service>()).Remove("m", "ns");
        await _world.UntilAsync(() => _world.In<V1Service>("aws").Count == 1);
    }

    [Fact]
    public async Task An_object_of_somebody_else_is_left_alone_and_told()
    {
        var services = _world["aws"].Fake(ResourceDefinition.Of<V1Service>());
        services.Put(new UnstructuredObject(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Service", ["metadata"] = new JsonObject { ["name"] = "m", ["namespace"] = "ns" }, ["spec"] = new JsonObject { ["clusterIP"] = "None" } }));
        _world.With(Make.Model("m", 1)).Start();
        await _world.UntilAsync(() => _world.Condition("m", "Applied")?.Reason == "NameTaken");
        Assert.Equal("None", (string?)services.All[0].Json["spec"]!["clusterIP"]);
        Assert.Contains("Service ns/m in cluster aws belongs to somebody else and is not touched", _world.Condition("m", "Degraded")!.Message, StringComparison.Ordinal);
        services.Remove("m", "ns");
        await _world.ReadyAsync("m");
        Assert.Equal("AsExpected", _world.Condition("m", "Degraded")!.Reason);
    }

    [Fact]
    public async Task A_cheaper_price_moves_the_model_and_the_source_serves_until_the_target_does()
    {
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        var gaps = 0;
        _world.OnMemberWrite((member, request) =>
        {
            if (request.Verb == "delete" && member == "aws" && request.Name!.StartsWith("m-", StringComparison.Ordinal) && _world.In<V1Deployment>("gcp").Count == 0)
                Interlocked.Increment(ref gaps);
            return null;
        });
        _world.Edit(_world.Provider("gcp"), p => p.Spec.Pricing!.GpuHour![0].DollarsPerGpuHour = 2);
        await _world.UntilAsync(() => _world.Where("m") == "1@gcp" && _world.In<V1Deployment>("aws").Count == 0);
        Assert.Equal(0, gaps);
        Assert.Equal((1, 64.0), (_world.In<V1Deployment>("gcp").Count, _world.Model("m")!.Status!.Cost!.LastMoveSavings));
        await _world.UntilAsync(() => _world.In<V1Namespace>("aws").Count == 1 && _world.In<V1Service>("aws").Count == 0);
        Assert.Contains("CostSavings", _world.Events.Of("m"));
    }

    /// <summary>A fleet in motion would else write each model's status for every step of every member.</summary>
    [Fact]
    public async Task What_is_being_applied_is_reported_when_it_is_applied()
    {
        var failures = 0;
        _world.OnMemberWrite((member, _) => member == "gcp" && Interlocked.Increment(ref failures) <= 8 ? FakeFault.Fail(new HttpRequestException("not now")) : null);
        _world.With(Make.Model("m", 3)).Start();
        await _world.ReadyAsync("m");
        Assert.True(failures > 8);
        await _world.QuietAsync();
        var seen = _world.Hub.Fake<LeptonModel>().RequestsOf("update/status").Select(r => Kubernetes.Serialization.KubernetesJson.Deserialize<LeptonModel>(r.Body)!)
            .Select(m => m.Status!.Conditions!.Find(c => c.Type == "Applied")?.Status ?? "none").ToList();
        Assert.DoesNotContain("False", seen);
        Assert.DoesNotContain("Unknown", seen);
        Assert.Contains("True", seen);
    }

    /// <summary>A member that is never given what was decided does not keep the rest from being reported.</summary>
    [Fact]
    public async Task What_is_applied_in_no_time_is_waited_for_a_moment_only()
    {
        _world.OnMemberWrite((member, _) => member == "gcp" ? FakeFault.Hang : null);
        _world.With(Make.Model("m", 3)).Start();
        await _world.UntilAsync(() => _world.Condition("m", "Applied") is { Status: not "True" });
        Assert.Equal("2@aws 1@gcp", _world.Where("m"));
    }

    [Fact]
    public async Task A_new_image_reaches_the_members_without_a_new_plan()
    {
        _world.With(Make.Model("m", 1)).Start();
        await _world.ReadyAsync("m");
        await _world.QuietAsync();
        var plan = _world.LatestPlan;
        Assert.NotNull(plan);
        _world.Edit("m", m => m.Spec.Image = "registry.example/new:2");
        var generation = _world.Model("m")!.Metadata.Generation;
        await _world.UntilAsync(() => new[] { "Scheduled", "Applied", "Ready" }.All(c => _world.Condition("m", c)?.ObservedGeneration == generation) && _world.Condition("m", "Ready")?.Status == "True");
        Assert.Contains("registry.example/new:2", Assert.Single(_world.In<V1Deployment>("aws")).Json.ToJsonString(), StringComparison.Ordinal);
        await _world.QuietAsync();
        Assert.Same(plan, _world.LatestPlan);
    }

    [Fact]
    public async Task A_gang_runs_in_one_cluster_and_its_job_has_its_size()
    {
        _world.With(Make.Gang("t", 2)).Start();
        await _world.ReadyAsync("t");
        var job = Assert.Single(_world.In<V1Job>("aws"));
        Assert.Equal((2, "Indexed"), ((int)job.Json["spec"]!["parallelism"]!, (string?)job.Json["spec"]!["completionMode"]));
        Assert.Empty(_world.In<V1Job>("gcp"));
        Assert.Equal(WorkloadKind.Training, _world.Model("t")!.Spec.Workload);
    }
}

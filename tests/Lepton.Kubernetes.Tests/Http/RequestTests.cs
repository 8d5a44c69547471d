using System.Text.Json.Nodes;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Http;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>What each verb puts on the wire.</summary>
public class RequestTests
{
    private static readonly V1ConfigMap Map = new()
    {
        Metadata = new() { Name = "a", Namespace = "ns", ResourceVersion = "7", Uid = "u", Generation = 3, CreationTimestamp = DateTimeOffset.UnixEpoch, ManagedFields = [new JsonObject()], Labels = new() { ["l"] = "v" } },
        Data = new() { ["k"] = "v" },
    };

    [Fact]
    public async Task ReadsAreAddressedByGroupNamespaceAndName()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync("""{"metadata":{"name":"x"}}"""));
        using var client = server.Client();

        await client.Resource<V1ConfigMap>().GetAsync("a b", "ns");
        await client.Resource<V1Deployment>().GetAsync("d", "ns");
        await client.Resource<V1Node>().GetAsync("n");
        await client.Resource<V1Node>().GetAsync("n", "ignored");

        Assert.Equal(["/api/v1/namespaces/ns/configmaps/a%20b", "/apis/apps/v1/namespaces/ns/deployments/d", "/api/v1/nodes/n", "/api/v1/nodes/n"], server.Requests.Select(r => r.PathAndQuery));
        Assert.All(server.Requests, r => Assert.Equal("application/json", r.Header("Accept")));
    }

    [Fact]
    public async Task ListsSelectAndPage()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync("""{"metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"x"}},{"metadata":null}]}"""));
        using var client = server.Client();

        var list = await client.Resource<V1Pod>().ListAsync("ns", new ListOptions { LabelSelector = "a=b,c!=d", FieldSelector = "spec.nodeName=n", Limit = 3, ResourceVersion = "0", ResourceVersionMatch = "NotOlderThan" });
        await client.Resource<V1Pod>().ListAsync();
        await client.Resource<V1Pod>().ListAsync(null, new ListOptions { MetadataOnly = true });

        Assert.Equal("/api/v1/namespaces/ns/pods?labelSelector=a%3Db%2Cc%21%3Dd&fieldSelector=spec.nodeName%3Dn&limit=3&resourceVersion=0&resourceVersionMatch=NotOlderThan", server.Requests[0].PathAndQuery);
        Assert.Equal("/api/v1/pods", server.Requests[1].PathAndQuery);
        Assert.StartsWith("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", server.Requests[2].Header("Accept"), StringComparison.Ordinal);
        Assert.Equal(("v1", "Pod"), (list.Items[0].ApiVersion, list.Items[0].Kind));
        Assert.NotNull(list.Items[1].Metadata);
    }

    [Fact]
    [Trait("Rule", "Writes/never-sends-managed-fields")]
    public async Task CreateAndUpdateSendTheObjectWithoutManagedFields()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync(Servers.ConfigMap("a")));
        using var client = server.Client();

        await client.Resource<V1ConfigMap>().CreateAsync(Map, new WriteOptions { FieldManager = "me", FieldValidation = "Strict", DryRun = true });
        await client.Resource<V1ConfigMap>().UpdateAsync(Map);
        await client.Resource<V1ConfigMap>().UpdateStatusAsync(Map);

        var (create, update, status) = (server.Requests[0], server.Requests[1], server.Requests[2]);
        Assert.Equal("POST /api/v1/namespaces/ns/configmaps?fieldManager=me&fieldValidation=Strict&dryRun=All", $"{create.Method} {create.PathAndQuery}");
        Assert.Equal("PUT /api/v1/namespaces/ns/configmaps/a", $"{update.Method} {update.PathAndQuery}");
        Assert.Equal("PUT /api/v1/namespaces/ns/configmaps/a/status", $"{status.Method} {status.PathAndQuery}");
        Assert.Equal("application/json", update.Header("Content-Type"));
        Assert.Equal("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"7","generation":3,"creationTimestamp":"1970-01-01T00:00:00Z","labels":{"l":"v"}},"data":{"k":"v"}}""", update.Body);
        Assert.Null(Map.ApiVersion);
    }

    [Fact]
    [Trait("Rule", "Writes/never-sends-managed-fields")]
    [Trait("Rule", "Writes/apply-names-its-field-manager")]
    [Trait("Rule", "Writes/force-only-when-told")]
    public async Task ApplySendsWhatItsAuthorDecidesAndNothingOfTheServers()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync(Servers.ConfigMap("a")));
        using var client = server.Client();

        await client.Resource<V1ConfigMap>().ApplyAsync(Map, new ApplyOptions("lepton") { Force = true });

        var sent = Assert.Single(server.Requests);
        Assert.Equal("PATCH /api/v1/namespaces/ns/configmaps/a?fieldManager=lepton&force=true", $"{sent.Method} {sent.PathAndQuery}");
        Assert.Equal("application/apply-patch+yaml", sent.Header("Content-Type"));
        Assert.Equal("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"ns","labels":{"l":"v"}},"data":{"k":"v"}}""", sent.Body);
    }

    [Fact]
    [Trait("Rule", "Writes/force-only-when-told")]
    public async Task ApplyOfStatusSendsOnlyTheStatus()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync("""{"metadata":{"name":"d"}}"""));
        using var client = server.Client();
        var deployment = new V1Deployment { Metadata = new() { Name = "d", Namespace = "ns", ResourceVersion = "5", Labels = new() { ["a"] = "b" } }, Spec = { Replicas = 1 }, Status = new() { Replicas = 2 } };

        await client.Resource<V1Deployment>().ApplyStatusAsync(deployment, new ApplyOptions("lepton"));
        await client.Resource<V1Deployment>().ApplyAsync(deployment, new ApplyOptions("lepton"));

        Assert.Equal("/apis/apps/v1/namespaces/ns/deployments/d/status?fieldManager=lepton", server.Requests[0].PathAndQuery);
        Assert.Equal("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","namespace":"ns"},"status":{"replicas":2}}""", server.Requests[0].Body);
        Assert.Equal("/apis/apps/v1/namespaces/ns/deployments/d?fieldManager=lepton", server.Requests[1].PathAndQuery);
        Assert.Equal("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","namespace":"ns","labels":{"a":"b"}},"spec":{"replicas":1}}""", server.Requests[1].Body);
    }

    [Theory]
    [InlineData(PatchType.Json, "application/json-patch+json")]
    [InlineData(PatchType.Merge, "application/merge-patch+json")]
    [InlineData(PatchType.StrategicMerge, "application/strategic-merge-patch+json")]
    public async Task PatchesNameTheirKind(PatchType type, string contentType)
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync("""{"metadata":{"name":"d"}}"""));
        using var client = server.Client();

        await client.Resource<V1Deployment>().PatchAsync("d", "ns", new Patch(type, new JsonObject { ["metadata"] = null }), "status", new WriteOptions { FieldManager = "m" });

        var sent = Assert.Single(server.Requests);
        Assert.Equal((contentType, """{"metadata":null}"""), (sent.Header("Content-Type"), sent.Body));
        Assert.Equal("/apis/apps/v1/namespaces/ns/deployments/d/status?fieldManager=m", sent.PathAndQuery);
    }

    [Fact]
    public async Task DeletesCarryTheirOptionsInTheBody()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync("""{"kind":"Status","status":"Success"}"""));
        using var client = server.Client();

        await client.Resource<V1Pod>().DeleteAsync("p", "ns");
        await client.Resource<V1Pod>().DeleteAsync("p", "ns", new DeleteOptions { PropagationPolicy = "Foreground", GracePeriodSeconds = 0, PreconditionUid = "u", PreconditionResourceVersion = "4", DryRun = true });
        await client.Resource<V1Pod>().DeleteCollectionAsync("ns", new ListOptions { LabelSelector = "a=b" }, new DeleteOptions { PropagationPolicy = "Background" });

        Assert.Equal("""{"apiVersion":"v1","kind":"DeleteOptions"}""", server.Requests[0].Body);
        Assert.Equal("""{"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Foreground","gracePeriodSeconds":0,"preconditions":{"uid":"u","resourceVersion":"4"},"dryRun":["All"]}""", server.Requests[1].Body);
        Assert.Equal("DELETE /api/v1/namespaces/ns/pods?labelSelector=a%3Db", $"{server.Requests[2].Method} {server.Requests[2].PathAndQuery}");
    }

    [Fact]
    public async Task ScaleIsPatchedWithOneNumber()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync("""{"kind":"Scale","apiVersion":"autoscaling/v1","metadata":{"name":"d"},"spec":{"replicas":3},"status":{"replicas":1,"selector":"a=b"}}"""));
        using var client = server.Client();

        var scale = await client.Resource<V1Deployment>().GetScaleAsync("d", "ns");
        await client.Resource<V1Deployment>().UpdateScaleAsync("d", "ns", 5);

        Assert.Equal((3, 1, "a=b"), (scale.Spec.Replicas, scale.Status!.Replicas, scale.Status.Selector));
        Assert.Equal("/apis/apps/v1/namespaces/ns/deployments/d/scale", server.Requests[0].PathAndQuery);
        Assert.Equal(("PATCH", """{"spec":{"replicas":5}}"""), (server.Requests[1].Method, server.Requests[1].Body));
    }

    [Fact]
    public async Task UnstructuredObjectsTravelAsTheyAre()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync("""{"apiVersion":"x.io/v1","kind":"Widget","metadata":{"name":"w","namespace":"ns"},"spec":{"size":1}}"""));
        using var client = server.Client();
        var widgets = client.Resource(new ResourceDefinition("x.io", "v1", "Widget", "widgets", true));

        var widget = await widgets.GetAsync("w", "ns");
        widget.Json["spec"]!["size"] = 2;
        await widgets.UpdateAsync(widget);

        Assert.Equal("""{"apiVersion":"x.io/v1","kind":"Widget","metadata":{"name":"w","namespace":"ns"},"spec":{"size":2}}""", server.Requests[1].Body);
        Assert.Equal("/apis/x.io/v1/namespaces/ns/widgets/w", server.Requests[1].PathAndQuery);
    }

    [Fact]
    public async Task ServersMayStandBehindAPath()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync("""{"gitVersion":"v1.36.2"}"""));
        using var client = new KubernetesClient(new KubernetesClientConfiguration { Host = server.Url + "/k8s/clusters/c-1/" });

        var version = await client.RequestAsync(HttpMethod.Get, "/version");

        Assert.Equal("v1.36.2", (string?)version!["gitVersion"]);
        Assert.Equal("/k8s/clusters/c-1/version", server.Requests[0].PathAndQuery);
    }

    [Fact]
    public async Task RawRequestsAnswerJsonTextOrNothing()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.Request.Path == "/readyz" ? c.TextAsync("ok") : c.Request.Path == "/none" ? Task.CompletedTask : c.JsonAsync("""{"status":{"allowed":true}}""", 201));
        using var client = server.Client();

        Assert.Equal("ok", (string?)await client.RequestAsync(HttpMethod.Get, "/readyz"));
        Assert.Null(await client.RequestAsync(HttpMethod.Get, "/none"));
        var review = await client.RequestAsync(HttpMethod.Post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", new JsonObject { ["kind"] = "SelfSubjectAccessReview" });
        Assert.True((bool?)review!["status"]!["allowed"]);
        Assert.Equal("""{"kind":"SelfSubjectAccessReview"}""", server.Requests[2].Body);
        await Assert.ThrowsAsync<ArgumentException>(() => client.RequestAsync(HttpMethod.Get, "version"));
    }

    [Fact]
    [Trait("Rule", "Writes/apply-names-its-field-manager")]
    public async Task WhatCannotBeAddressedIsSaidBeforeAnythingIsSent()
    {
        await using var server = await ScriptedServer.StartAsync(c => c.JsonAsync("{}"));
        using var client = server.Client();
        var pods = client.Resource<V1Pod>();

        Assert.Contains("namespace is missing", (await Assert.ThrowsAsync<ArgumentException>(() => pods.GetAsync("p"))).Message, StringComparison.Ordinal);
        Assert.Contains("name is missing", (await Assert.ThrowsAsync<ArgumentException>(() => pods.GetAsync("", "ns"))).Message, StringComparison.Ordinal);
        Assert.Contains("\"..\"", (await Assert.ThrowsAsync<ArgumentException>(() => pods.GetAsync("..", "ns"))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => pods.CreateAsync(new V1Pod { Metadata = { Name = "p" } }));
        await Assert.ThrowsAsync<ArgumentException>(() => pods.DeleteCollectionAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => pods.ApplyAsync(new V1Pod { Metadata = { Name = "p", Namespace = "n" } }, new ApplyOptions("")));
        Assert.Throws<ArgumentException>(() => client.Resource<PartialObjectMetadata>());
        Assert.Empty(server.Requests);
    }
}

using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Emission;
using Xunit;
using static Lepton.Operator.Tests.Emission.Emitted;

namespace Lepton.Operator.Tests.Emission;

public sealed class PropagatedObjectsTests
{
    [Fact]
    public void Two_models_emit_the_same_copy_so_they_never_fight()
    {
        var source = Source("{kind: Secret, metadata: {name: s, labels: {a: b}}, data: {k: dg==}}");
        var first = Input("{image: i}", Cpu()) with { Propagated = [source], EmitNamespace = true };
        var second = Input("{image: other, replicas: 7}", Gpu()) with { Propagated = [source], EmitNamespace = true };
        second.Model.Metadata.Name = "other";
        foreach (var kind in new[] { "Secret", "Namespace" })
            Assert.True(JsonNode.DeepEquals(One(first, kind), One(second, kind)));
    }

    [Fact]
    public void Only_what_means_the_same_elsewhere_is_copied()
    {
        var copy = Copy("""
            {kind: ConfigMap, apiVersion: v1, immutable: true, data: {a: b}, binaryData: {c: AA==},
             metadata: {name: c, namespace: elsewhere, uid: u, resourceVersion: "1", generation: 2, finalizers: [f], ownerReferences: [{kind: X, name: y, uid: z, apiVersion: v1}],
              labels: {app.kubernetes.io/managed-by: Helm, lepton.ai/hub: forged, keep: me},
              annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}", lepton.ai/applied-hash: forged, note: kept}}}
            """);
        Assert.Equal(["apiVersion", "kind", "metadata", "data", "binaryData"], copy.Select(f => f.Key));
        Assert.Equal(["name", "namespace", "labels", "annotations"], copy["metadata"]!.AsObject().Select(f => f.Key));
        Assert.Equal("ns", (string?)copy["metadata"]!["namespace"]);
        Assert.Equal("lepton-operator", (string?)copy["metadata"]!["labels"]!["app.kubernetes.io/managed-by"]);
        Assert.Equal("hub", (string?)copy["metadata"]!["labels"]!["lepton.ai/hub"]);
        Assert.Equal("me", (string?)copy["metadata"]!["labels"]!["keep"]);
        Assert.Equal(["lepton.ai/applied-hash", "note"], copy["metadata"]!["annotations"]!.AsObject().Select(a => a.Key).Order(StringComparer.Ordinal));
        Assert.NotEqual("forged", (string?)copy["metadata"]!["annotations"]!["lepton.ai/applied-hash"]);
    }

    [Fact]
    public void Plain_text_of_a_manifest_becomes_what_a_server_stores()
    {
        var copy = Copy("{kind: Secret, type: Opaque, metadata: {name: s}, data: {a: eA==, b: eQ==}, stringData: {b: new, c: \"\"}}");
        Assert.Equal("""{"a":"eA==","b":"bmV3","c":""}""", copy["data"]!.ToJsonString());
        Assert.Null(copy["stringData"]);
    }

    [Fact]
    public void A_service_accounts_tokens_stay_behind()
    {
        var copy = Copy("{kind: ServiceAccount, metadata: {name: s}, secrets: [{name: token}], imagePullSecrets: [{name: r}], automountServiceAccountToken: false}");
        Assert.Equal(["apiVersion", "kind", "metadata", "automountServiceAccountToken", "imagePullSecrets"], copy.Select(f => f.Key));
    }

    [Fact]
    public void Another_kind_is_refused_without_showing_its_content()
    {
        var error = Assert.Throws<EmissionException>(() => Copy("{kind: Role, metadata: {name: s}, data: {a: hidden}}"));
        Assert.Equal("LeptonModel ns/m: spec.propagate: found kind Role; ConfigMap, Secret or ServiceAccount is expected", error.Message);
    }

    [Theory]
    [InlineData("[{kind: ServiceAccount, name: one}]", "one")]
    [InlineData("[{kind: ServiceAccount, name: one}, {kind: ServiceAccount, name: two}]", null)]
    [InlineData("[{kind: Secret, name: one}]", null)]
    public void A_single_service_account_is_the_pods_own(string propagate, string? expected) =>
        Assert.Equal(expected, (string?)PodSpec(One(Input($"{{image: i, propagate: {propagate}}}", Cpu()), "Deployment"))["serviceAccountName"]);

    private static JsonObject Copy(string yaml)
    {
        var source = Source(yaml);
        return One(Input("{image: i}", Cpu()) with { Propagated = [source] }, source.Kind!);
    }

    private static UnstructuredObject Source(string yaml) => new(KubernetesYaml.Load(yaml)!.AsObject());
}

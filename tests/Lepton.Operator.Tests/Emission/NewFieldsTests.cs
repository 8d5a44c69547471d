using Lepton.Api.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Emission;

namespace Lepton.Operator.Tests.Emission;

/// <summary>Fields that members of older versions do not know.</summary>
public sealed class NewFieldsTests
{
    [Theory]
    [InlineData("podTemplate: {spec: {initContainers: [{name: proxy, restartPolicy: Always}]}}", "spec.podTemplate.spec.initContainers[].restartPolicy", 29)]
    [InlineData("podTemplate: {spec: {containers: [{name: model, lifecycle: {preStop: {sleep: {seconds: 5}}}}]}}", "spec.podTemplate.spec.containers[].lifecycle.preStop.sleep", 30)]
    [InlineData("podTemplate: {spec: {securityContext: {appArmorProfile: {type: RuntimeDefault}}}}", "spec.podTemplate.spec.securityContext.appArmorProfile", 30)]
    [InlineData("podTemplate: {spec: {affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: zone, matchLabelKeys: [a]}}]}}}}", "spec.podTemplate.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[].podAffinityTerm.matchLabelKeys", 31)]
    [InlineData("volumeMounts: [{name: d, mountPath: /d, readOnly: true, recursiveReadOnly: Enabled}]", "spec.volumeMounts[].recursiveReadOnly", 31)]
    [InlineData("podTemplate: {spec: {hostUsers: false}}", "spec.podTemplate.spec.hostUsers", 33)]
    [InlineData("podTemplate: {spec: {containers: [{name: model}, {name: a, resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]}]}}", "spec.podTemplate.spec.containers[].resizePolicy", 33)]
    [InlineData("podTemplate: {spec: {resources: {limits: {cpu: 1}}}}", "spec.podTemplate.spec.resources", 34)]
    [InlineData("podTemplate: {spec: {resourceClaims: [{name: gpu, resourceClaimTemplateName: gpu}]}}", "spec.podTemplate.spec.resourceClaims", 34)]
    [InlineData("resources: {claims: [{name: gpu}]}", "spec.resources.claims", 34)]
    [InlineData("volumes: [{name: weights, image: {reference: a}}]", "spec.volumes[].image", 35)]
    [InlineData("podTemplate: {spec: {volumes: [{name: a, emptyDir: {}}, {name: weights, image: {reference: a}}]}}", "spec.podTemplate.spec.volumes[].image", 35)]
    [InlineData("scaling: {maxReplicas: 2, behavior: {scaleDown: {tolerance: 0.05}}}", "spec.scaling.behavior.scaleDown.tolerance", 35)]
    public void Each_is_found_where_it_stands(string spec, string path, int since)
    {
        var found = NewFields.Of(Spec(spec));
        Assert.Equal([new NewField(path, since)], found);
        Assert.Null(NewFields.TooNewFor(found, "c", $"v1.{since}.0"));
        Assert.Equal($"cluster c runs Kubernetes v1.{since - 1}.9, which does not take {path} (1.{since} and later do)", NewFields.TooNewFor(found, "c", $"v1.{since - 1}.9"));
        // What cannot be read is judged by what the server answers.
        Assert.Null(NewFields.TooNewFor(found, "c", null));
        Assert.Null(NewFields.TooNewFor(found, "c", "built by hand"));
    }

    [Theory]
    [InlineData("image: i")]
    [InlineData("podTemplate: {metadata: {labels: {resources: a}}, spec: {initContainers: [{name: a, image: b}], containers: [{name: model, resources: {limits: {cpu: 1}}, lifecycle: {preStop: {exec: {command: [sleep, '5']}}}}]}}")]
    [InlineData("podTemplate: {spec: {resourceClaims: [], resources: {}, affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone}]}}, topologySpreadConstraints: [{maxSkew: 1, matchLabelKeys: [a]}]}}")]
    [InlineData("volumes: [{name: a, emptyDir: {}}], volumeMounts: [{name: a, mountPath: /a, readOnly: true}], resources: {limits: {cpu: 1}}")]
    [InlineData("scaling: {maxReplicas: 2, behavior: {scaleDown: {stabilizationWindowSeconds: 60}}}")]
    public void What_every_version_knows_is_none(string spec) => Assert.Empty(NewFields.Of(Spec(spec)));

    [Fact]
    public void All_that_a_cluster_does_not_take_are_named() => Assert.Equal(
        "cluster c runs Kubernetes v1.29.3-gke.7, which does not take spec.volumes[].image (1.35 and later do), spec.podTemplate.spec.hostUsers (1.33 and later do)",
        NewFields.TooNewFor(NewFields.Of(Spec("volumes: [{name: w, image: {reference: a}}], podTemplate: {spec: {hostUsers: false, initContainers: [{name: proxy, restartPolicy: Always}]}}")), "c", "v1.29.3-gke.7"));

    private static LeptonModelSpec Spec(string yaml) => KubernetesJson.Deserialize<LeptonModelSpec>(KubernetesYaml.Load($"{{{yaml}}}")!)!;
}

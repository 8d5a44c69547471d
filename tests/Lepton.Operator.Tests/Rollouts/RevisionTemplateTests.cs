using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Rollouts;

namespace Lepton.Operator.Tests.Rollouts;

public sealed class RevisionTemplateTests
{
    [Fact]
    public void What_replicas_are_made_of_counts_and_where_and_how_many_they_are_does_not()
    {
        var first = RevisionTemplate.Hash(Make.Model("m"));
        Assert.Equal(first, RevisionTemplate.Hash(Make.Model("other", 9, 2, "policy")));
        Assert.Matches("^[0-9a-f]{16}$", first);
        foreach (var change in new Action<LeptonModelSpec>[]
        {
            s => s.Image = "other", s => s.Command = ["a"], s => s.Args = ["a"], s => s.Env = [new V1EnvVar { Name = "a", Value = "b" }], s => s.Ports = [new V1ContainerPort { ContainerPort = 1 }],
            s => s.Resources = new V1ResourceRequirements { Requests = new() { ["cpu"] = "1" } }, s => s.Volumes = [new V1Volume { Name = "v" }], s => s.VolumeMounts = [new V1VolumeMount { Name = "v" }],
            s => s.Probes = new ModelProbes { Liveness = new V1Probe() }, s => s.PodTemplate = new JsonObject { ["spec"] = new JsonObject { ["hostNetwork"] = true } },
        })
        {
            var model = Make.Model("m");
            change(model.Spec);
            Assert.NotEqual(first, RevisionTemplate.Hash(model));
        }
    }

    [Fact]
    public void A_revision_over_a_model_gives_its_fields_takes_those_it_has_not_and_leaves_the_rest()
    {
        var old = Make.Model("m");
        old.Spec.Args = ["--old"];
        var now = Make.Model("m", 5);
        (now.Spec.Image, now.Spec.Env, now.Spec.Priority) = ("new", [new V1EnvVar { Name = "a", Value = "b" }], 7);
        var before = KubernetesJson.ToNode(now)!.ToJsonString();

        var over = RevisionTemplate.Over(now, RevisionTemplate.Of(old.Spec));

        Assert.Equal((old.Spec.Image, "--old", null, 5, 7), (over.Spec.Image, over.Spec.Args!.Single(), over.Spec.Env, over.Spec.Replicas!.Value, over.Spec.Priority));
        Assert.Equal(RevisionTemplate.Hash(old), RevisionTemplate.Hash(over));
        Assert.Equal(before, KubernetesJson.ToNode(now)!.ToJsonString());
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.Scaling;
using Xunit;

namespace Lepton.Operator.Tests.Emission;

public sealed class ScaledObjectTests
{
    [Fact]
    public void Keda_gets_bounds_triggers_and_behavior_and_the_number_of_replicas_is_its_own()
    {
        var emitted = Emit(hasKeda: true);
        var scaled = Assert.Single(emitted, o => o.Resource.Kind == "ScaledObject");
        var expected = JsonNode.Parse("""
            {
              "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "NAME" }, "minReplicaCount": 0, "maxReplicaCount": 8,
              "triggers": [{ "type": "kafka", "metadata": { "topic": "jobs", "lagThreshold": "5" } }], "cooldownPeriod": 120,
              "advanced": { "horizontalPodAutoscalerConfig": { "behavior": { "scaleDown": { "stabilizationWindowSeconds": 60 } } } }
            }
            """.Replace("NAME", scaled.Name, StringComparison.Ordinal));
        Assert.True(JsonNode.DeepEquals(expected, scaled.Json["spec"]), scaled.Json["spec"]!.ToJsonString());
        var deployment = Assert.Single(emitted, o => o.Resource.Kind == "Deployment");
        Assert.Equal((scaled.Name, null), (deployment.Name, deployment.Json["spec"]!["replicas"]));
        Assert.DoesNotContain(emitted, o => o.Resource.Kind == "HorizontalPodAutoscaler");
    }

    [Fact]
    public void Without_keda_in_the_member_the_plans_number_stands()
    {
        var emitted = Emit(hasKeda: false);
        Assert.DoesNotContain(emitted, o => o.Resource.Kind is "ScaledObject" or "HorizontalPodAutoscaler");
        Assert.Equal(4, (int?)Assert.Single(emitted, o => o.Resource.Kind == "Deployment").Json["spec"]!["replicas"]);
    }

    [Fact]
    public void Bounds_from_nothing_sum_up_to_nothing_and_a_place_for_one_is_kept()
    {
        var model = Make.Model("m", 3, 1).At(Make.Placement("aws", 2, 1), Make.Placement("gcp", 1, 1));
        model.Spec.Scaling = new ModelScaling { Engine = ScalingEngine.KEDA, MinReplicas = 0, MaxReplicas = 6 };
        var bounds = ScalingBounds.Of(model, model.Status!.Placements!);
        Assert.Equal((0, 6), (bounds.Values.Sum(b => b.Least), bounds.Values.Sum(b => b.Most)));
        model.Status.Scaling = new ScalingStatus { Wanted = 0 };
        Assert.Equal(1, MemberScaling.Wanted(model));
    }

    private static IReadOnlyList<DesiredObject> Emit(bool hasKeda)
    {
        var input = new EmissionCase("tgi-autoscaled").Input();
        var scaling = input.Model.Spec.Scaling!;
        (scaling.Engine, scaling.Metrics, scaling.CooldownPeriodSeconds) = (ScalingEngine.KEDA, null, 120);
        scaling.Triggers = [new ScalingTrigger { Type = "kafka", Source = new() { ["metadata"] = JsonElement.Parse("""{ "topic": "jobs", "lagThreshold": "5" }""") } }];
        scaling.Behavior = new JsonObject { ["scaleDown"] = new JsonObject { ["stabilizationWindowSeconds"] = 60 } };
        return Emitter.Emit(input with { HasKeda = hasKeda, Targets = [input.Targets[0] with { MinReplicas = 0 }] });
    }
}

using System.Text.Json.Nodes;
using Lepton.Operator.Emission;
using Xunit;
using static Lepton.Operator.Tests.Emission.Emitted;

namespace Lepton.Operator.Tests.Emission;

public sealed class InferenceTests
{
    private const string Scaled = "{image: i, scaling: {minReplicas: 2, maxReplicas: 9}}";

    [Fact]
    public void Without_placements_there_is_nothing() => Assert.Empty(Emitter.Emit(Input("{image: i}") with { EmitNamespace = true }));

    [Fact]
    public void Two_placements_in_one_pool_are_an_error_that_names_model_and_pool()
    {
        var error = Assert.Throws<EmissionException>(() => Emitter.Emit(Input("{image: i}", Cpu("p"), Cpu("p"))));
        Assert.Equal("LeptonModel ns/m: status.placements: pool p appears twice; one placement per pool is expected", error.Message);
    }

    [Fact]
    public void Each_placement_has_a_deployment_whose_selector_matches_its_own_pods_only()
    {
        var deployments = All(Input("{image: i, ports: [{containerPort: 80}]}", Gpu("a", 3), Gpu("b", 2)), "Deployment");
        Assert.Equal([3, 2], deployments.Select(d => (int)d["spec"]!["replicas"]!));
        foreach (var deployment in deployments)
            Assert.Equal([deployment], deployments.Where(other => Matches(Selector(deployment), PodLabels(other))));
        var service = One(Input("{image: i, ports: [{containerPort: 80}]}", Gpu("a"), Gpu("b")), "Service");
        Assert.All(deployments, d => Assert.True(Matches(service["spec"]!["selector"]!.AsObject(), PodLabels(d))));
    }

    [Fact]
    public void The_selector_does_not_depend_on_anything_that_may_change()
    {
        var before = Selector(One(Input("{image: i}", Gpu("a")), "Deployment"));
        var after = Selector(One(Input("{image: other, podTemplate: {metadata: {labels: {x: y}}}}", Gpu("a", 7) with { GpusPerReplica = 1 }) with { HubId = "new" }, "Deployment"));
        Assert.True(JsonNode.DeepEquals(before, after));
    }

    [Fact]
    public void An_autoscaler_owns_the_replicas()
    {
        var input = Input(Scaled, Cpu("a", 4) with { MinReplicas = 2, MaxReplicas = 6 });
        var deployment = One(input, "Deployment");
        var autoscaler = One(input, "HorizontalPodAutoscaler");
        Assert.Null(deployment["spec"]!["replicas"]);
        Assert.Equal((2, 6), Bounds(autoscaler));
        Assert.Equal((string?)deployment["metadata"]!["name"], (string?)autoscaler["spec"]!["scaleTargetRef"]!["name"]);
        Assert.Equal("cpu", (string?)autoscaler["spec"]!["metrics"]![0]!["resource"]!["name"]);
        Assert.Equal(80, (int)autoscaler["spec"]!["metrics"]![0]!["resource"]!["target"]!["averageUtilization"]!);
    }

    [Theory]
    [InlineData(null, null, 4, 1, 4)]
    [InlineData(0, 3, 4, 1, 3)]
    [InlineData(5, 3, 4, 5, 5)]
    public void Its_bounds_are_always_valid(int? min, int? max, int replicas, int least, int most) =>
        Assert.Equal((least, most), Bounds(One(Input(Scaled, Cpu("a", replicas) with { MinReplicas = min, MaxReplicas = max }), "HorizontalPodAutoscaler")));

    [Fact]
    public void A_placement_of_none_is_held_at_none()
    {
        var input = Input(Scaled, Cpu("a", 0));
        Assert.Equal(0, (int)One(input, "Deployment")["spec"]!["replicas"]!);
        Assert.Empty(All(input, "HorizontalPodAutoscaler"));
    }

    [Fact]
    public void Without_an_engine_nothing_scales()
    {
        var input = Input("{image: i, scaling: {engine: None, maxReplicas: 9}}", Cpu("a", 4));
        Assert.Equal(4, (int)One(input, "Deployment")["spec"]!["replicas"]!);
        Assert.Empty(All(input, "HorizontalPodAutoscaler"));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void An_update_on_full_gpus_ends_when_there_is_more_than_one_replica(int replicas, bool mayTakeOneAway)
    {
        var strategy = One(Input("{image: i}", Gpu("a", replicas)), "Deployment")["spec"]!["strategy"];
        Assert.Equal(mayTakeOneAway ? 1 : null, (int?)strategy?["rollingUpdate"]?["maxUnavailable"]);
        Assert.Null(One(Input("{image: i}", Cpu("a", replicas)), "Deployment")["spec"]!["strategy"]);
    }

    [Fact]
    public void Drains_take_one_replica_at_a_time()
    {
        var budget = One(Input("{image: i}", Cpu("a"), Cpu("b")), "PodDisruptionBudget");
        Assert.Equal(1, (int)budget["spec"]!["maxUnavailable"]!);
        var pods = All(Input("{image: i}", Cpu("a"), Cpu("b")), "Deployment").Select(PodLabels);
        Assert.All(pods, p => Assert.True(Matches(budget["spec"]!["selector"]!["matchLabels"]!.AsObject(), p)));
    }

    private static (int, int) Bounds(JsonObject autoscaler) => ((int)autoscaler["spec"]!["minReplicas"]!, (int)autoscaler["spec"]!["maxReplicas"]!);

    private static JsonObject Selector(JsonObject deployment) => deployment["spec"]!["selector"]!["matchLabels"]!.AsObject();

    private static JsonObject PodLabels(JsonObject deployment) => deployment["spec"]!["template"]!["metadata"]!["labels"]!.AsObject();

    private static bool Matches(JsonObject selector, JsonObject labels) => selector.All(s => JsonNode.DeepEquals(labels[s.Key], s.Value));
}

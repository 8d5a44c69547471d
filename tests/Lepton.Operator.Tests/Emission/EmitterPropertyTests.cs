using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Lepton.Api;
using Lepton.Operator.Emission;
using Xunit;

namespace Lepton.Operator.Tests.Emission;

/// <summary>What holds for whatever a model and its placements look like.</summary>
public sealed class EmitterPropertyTests
{
    private static readonly string[] Specs =
    [
        "{image: i}",
        "{image: i, ports: [{containerPort: 80}], scaling: {maxReplicas: 9}}",
        "{image: i, ports: [{containerPort: 80, name: http}, {containerPort: 81}], accelerators: [{name: H100, nodeSelector: {a: b}}], service: {type: NodePort}}",
        "{image: i, env: [{name: A, value: b}], podTemplate: {metadata: {labels: {x: y}}, spec: {tolerations: [{operator: Exists}], containers: [{name: side, image: s}]}}}",
        "{workload: Training, image: i, training: {parallelism: 4, completions: 40}}",
        "{workload: Training, image: i, env: [{name: RANK, value: '0'}], podTemplate: {spec: {restartPolicy: OnFailure}}}",
    ];

    private static readonly Gen<PlacementTarget> Targets =
        from pool in Gen.Choose(0, 9)
        from type in Gen.Elements(CapacityKind.OnDemand, CapacityKind.Spot, CapacityKind.Reserved)
        from replicas in Gen.Choose(0, 5)
        from labels in Gen.Choose(0, 2)
        select new PlacementTarget
        {
            Pool = $"cluster/{type}/{pool}",
            Accelerator = "H100",
            ResourceName = "nvidia.com/gpu",
            GpusPerReplica = 4,
            CapacityType = type,
            Replicas = replicas,
            NodeSelector = Enumerable.Range(0, labels).ToDictionary(i => $"label-{i}", _ => $"{pool}"),
        };

    private static readonly Arbitrary<EmissionInput> Inputs =
        (from spec in Gen.Elements(Specs)
         from name in Gen.Elements("m", "llama-3.1-8b", "70b", "a-name-of-fifty-two-characters-which-is-the-longest-1")
         from targets in Targets.ListOf()
         from ns in Gen.Elements(true, false)
         select Named(Emitted.Input(spec, [.. targets.DistinctBy(t => t.Pool)]) with { EmitNamespace = ns }, name)).ToArbitrary();

    [Fact]
    public void The_same_input_gives_the_same_bytes_in_whatever_order_it_comes() => Prop.ForAll(Inputs, input =>
    {
        var once = Emitter.Emit(input).Select(o => o.Json.ToJsonString());
        var again = Emitter.Emit(input with { Targets = [.. input.Targets.Reverse()] }).Select(o => o.Json.ToJsonString());
        Assert.Equal(once, again);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Keys_are_unique_names_short_and_labels_valid() => Prop.ForAll(Inputs, input =>
    {
        var objects = Emitter.Emit(input);
        Assert.Equal(objects.Count, objects.Select(o => o.Key).Distinct().Count());
        foreach (var desired in objects)
        {
            Assert.InRange(desired.Name.Length, 1, 63);
            foreach (var labels in LabelMaps(desired.Json))
                Assert.All(labels, l => Assert.Matches("^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$", (string)l.Value!));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_workload_selects_its_own_pods_and_no_null_is_applied() => Prop.ForAll(Inputs, input =>
    {
        foreach (var desired in Emitter.Emit(input))
        {
            Assert.DoesNotContain("null", desired.Json.ToJsonString(), StringComparison.Ordinal);
            if (desired.Json["spec"]?["selector"]?["matchLabels"] is not JsonObject selector || desired.Resource.Kind != "Deployment")
                continue;
            var labels = desired.Json["spec"]!["template"]!["metadata"]!["labels"]!.AsObject();
            Assert.All(selector, s => Assert.True(JsonNode.DeepEquals(s.Value, labels[s.Key])));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_emitted_equals_itself_and_differs_from_what_a_changed_model_emits() => Prop.ForAll(Inputs, input =>
    {
        var before = Emitter.Emit(input);
        Assert.All(before, o => Assert.Null(LiveComparison.FirstDifference(o.Json, o.Json)));
        input.Model.Spec.Image += "-next";
        foreach (var (old, desired) in before.Zip(Emitter.Emit(input)))
        {
            var runs = desired.Resource.Kind is "Deployment" or "Job";
            Assert.Equal(runs, LiveComparison.FirstDifference(desired.Json, old.Json) is not null);
            Assert.Equal(desired.Resource.Kind == "Job", JobReplacement.Needed(desired.Json, old.Json));
        }
    }).QuickCheckThrowOnFailure();

    private static EmissionInput Named(EmissionInput input, string name)
    {
        input.Model.Metadata.Name = name;
        return input;
    }

    private static IEnumerable<JsonObject> LabelMaps(JsonObject json)
    {
        yield return json["metadata"]!["labels"]!.AsObject();
        if (json["spec"]?["template"]?["metadata"]?["labels"] is JsonObject pods)
            yield return pods;
    }
}

using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Api.Tests.Validation;
using Lepton.Api.Validation;
using Lepton.Kubernetes.Models;

namespace Lepton.Api.Tests.Crds;

/// <summary>
/// The server evaluates the CEL rules; the validators check the same for manifests that no server has seen. Each rule stands here with an object that breaks it, so that
/// the two cannot drift apart: a new rule fails this test until a validator knows it.
/// </summary>
public class CelRulesTests
{
    private sealed record Breach(Func<IReadOnlyList<ValidationError>> Errors, string Field);

    private static Breach Model(Action<LeptonModelSpec> change, string field) => new(() => ModelValidator.Validate(Valid.Model(change)), field);

    private static Breach Training(Action<LeptonModelSpec> change, string field) => new(() => ModelValidator.Validate(Valid.Training(change)), field);

    private static Breach Name(string name) => new(
        () =>
        {
            var model = Valid.Model();
            model.Metadata.Name = name;
            return ModelValidator.Validate(model);
        },
        "metadata.name");

    private static Breach Policy(Action<PlacementPolicySpec> change, string field) => new(() => PolicyValidator.Validate(Valid.Policy(change)), field);

    private static Breach Provider(Action<CloudProviderSpec> change, string field) => new(() => ProviderValidator.Validate(Valid.Provider(change)), field);

    private static ScalingTrigger Trigger => new() { Type = "kafka", Source = new() { ["metadata"] = System.Text.Json.JsonElement.Parse("{}") } };

    /// <summary>Beginning of the rule → what breaks it. Null: a transition, which only the server sees.</summary>
    private static readonly Dictionary<string, Breach?> Breaches = new(StringComparer.Ordinal)
    {
        ["size(self.metadata.name) <= 52"] = Name(new string('a', 53)),
        ["self.metadata.name.matches("] = Name("9-lives"),
        ["self.workload == 'Training' || has(self.replicas) != has(self.demand)"] = Model(s => s.Replicas = null, "spec.replicas"),
        ["self.workload != 'Training' || (!has(self.replicas) && !has(self.demand))"] = Training(s => s.Replicas = 2, "spec.replicas"),
        ["self.workload != 'Training' || (!has(self.scaling) && !has(self.service))"] = Training(s => s.Service = new(), "spec.service"),
        ["self.workload == 'Training' || !has(self.training)"] = Model(s => s.Training = new(), "spec.training"),
        ["!has(self.demand) || (has(self.accelerators)"] = Model(s => (s.Replicas, s.Demand, s.Accelerators) = (null, new() { UnitsPerSecond = 1 }, null), "spec.accelerators"),
        ["!has(self.accelerators) || self.accelerators.all(a, has(a.serviceRate))"] = Model(s => s.Accelerators = [new() { Name = "H100", Throughput = 3, ServiceRate = 4 }, new() { Name = "L4", Throughput = 1 }], "spec.accelerators[1].serviceRate"),
        ["!has(self.serviceRate) || (has(self.throughput)"] = Model(s => s.Accelerators = [new() { Name = "H100", Throughput = 3, ServiceRate = 2 }], "spec.accelerators[0].serviceRate"),
        ["!has(self.volumeMounts) || self.volumeMounts.all("] = Model(s => s.Volumes = null, "spec.volumeMounts[0].name"),
        ["self == oldSelf"] = null,
        ["self.minReplicas <= self.maxReplicas"] = Model(s => s.Scaling = new() { MinReplicas = 2, MaxReplicas = 1 }, "spec.scaling.minReplicas"),
        ["self.minReplicas > 0 || self.engine == 'KEDA'"] = Model(s => s.Scaling = new() { MinReplicas = 0, MaxReplicas = 3 }, "spec.scaling.minReplicas"),
        ["self.engine != 'KEDA' || (has(self.triggers)"] = Model(s => s.Scaling = new() { Engine = ScalingEngine.KEDA, MaxReplicas = 3 }, "spec.scaling.triggers"),
        ["self.engine == 'KEDA' || !has(self.triggers)"] = Model(s => s.Scaling = new() { MaxReplicas = 3, Triggers = [Trigger] }, "spec.scaling.triggers"),
        ["self.engine != 'KEDA' || !has(self.metrics)"] = Model(s => s.Scaling = new() { Engine = ScalingEngine.KEDA, MaxReplicas = 3, Triggers = [Trigger], Metrics = [] }, "spec.scaling.metrics"),
        ["!has(self.completions) || self.completions >= self.parallelism"] = Training(s => s.Training!.Completions = 1, "spec.training.completions"),
        ["has(self.minDomains) || has(self.maxShare) || has(self.maxSkew)"] = Policy(s => s.Spread = [new()], "spec.spread[0]"),
        ["!has(self.strategy) || self.strategy != 'Stepwise' || (has(self.steps)"] = Policy(s => s.Migration.Strategy = MigrationStrategy.Stepwise, "spec.migration.steps"),
        ["has(self.key) || self.operator == 'Exists'"] = Policy(s => s.Tolerations = [new()], "spec.tolerations[0].operator"),
        ["self.operator != 'Exists' || !has(self.value)"] = Policy(s => s.Tolerations = [new() { Key = "a", Operator = TolerationOperator.Exists, Value = "b" }], "spec.tolerations[0].value"),
        ["(has(self.kubeconfigSecretRef) ? 1 : 0)"] = Provider(s => s.Clusters![0].Connection = new(), "spec.clusters[0].connection"),
        ["has(self.accelerator) == (self.gpusPerNode > 0)"] = Provider(s => s.Clusters![0].NodePools![0].GpusPerNode = 0, "spec.clusters[0].nodePools[0].gpusPerNode"),
    };

    private static IEnumerable<V1ValidationRule> Rules(V1JSONSchemaProps schema) => (schema.XKubernetesValidations ?? [])
        .Concat((schema.Properties ?? []).Values.Concat(new[] { schema.Items, schema.AdditionalProperties?.Schema }.OfType<V1JSONSchemaProps>()).SelectMany(Rules));

    private static List<V1ValidationRule> Everywhere { get; } = [.. LeptonCrds.All().SelectMany(d => Rules(d.Spec.Versions[0].Schema!.OpenAPIV3Schema!))];

    public static TheoryData<string> AllRules => [.. Everywhere.Select(r => r.Rule).Distinct(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(AllRules))]
    public void What_breaks_a_rule_is_found_by_a_validator_too(string rule)
    {
        var (beginning, breach) = Assert.Single(Breaches, b => rule.StartsWith(b.Key, StringComparison.Ordinal));
        if (breach is not null)
            Assert.Equal(breach.Field, Assert.Single(breach.Errors()).Field);
        else
            Assert.Contains("oldSelf", beginning, StringComparison.Ordinal);
    }

    [Fact]
    public void No_rule_here_is_gone_from_the_definitions() =>
        Assert.All(Breaches.Keys, beginning => Assert.Contains(Everywhere, r => r.Rule.StartsWith(beginning, StringComparison.Ordinal)));

    [Fact]
    public void Every_rule_says_what_would_be_right() =>
        Assert.All(Everywhere, r => Assert.True(r.Message is { Length: > 20 }, r.Rule));
}

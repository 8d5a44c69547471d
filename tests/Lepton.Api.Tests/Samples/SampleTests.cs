using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Api.Tests.Samples;

public class SampleTests
{
    private static readonly Dictionary<string, Type> Kinds = LeptonCrds.Types.ToDictionary(t => ResourceDefinition.Of(t).Kind);

    public static TheoryData<string> Identities => [.. Sample.Documents.Where(IsOurs).Select(Identity)];

    [Fact]
    public void Samples_have_no_problem() => Assert.Empty(Sample.Read().Problems.Select(p => p.ToString()));

    [Fact]
    public void There_is_what_the_tutorial_promises()
    {
        var set = Sample.Read();
        Assert.Equal([ProviderType.AWS, ProviderType.Azure, ProviderType.GCP], set.Providers.Select(p => p.Spec.Type));
        Assert.Equal(["default", "spot-tolerant", "us-resilient"], set.Policies.Select(p => p.Metadata.Name));
        Assert.True(set.Models.Count >= 8, $"{set.Models.Count} models");
        Assert.Contains(set.Models, m => m.Spec.Workload == WorkloadKind.Training);
        Assert.Contains(set.Models, m => m.Spec.Accelerators is null);
        Assert.Contains(set.Models, m => m.Spec.Demand is not null);
        Assert.Contains(set.Models, m => m.Spec.Scaling is not null);
    }

    [Theory]
    [MemberData(nameof(Identities))]
    public void Round_trip_through_the_types_loses_no_field(string identity)
    {
        var original = Sample.Documents.Single(d => Identity(d) == identity);
        var typed = original.Deserialize(Kinds[(string)original["kind"]!]);
        var back = KubernetesJson.ToNode<object>(typed)!;
        var lost = new List<string>();
        Compare(original, back, "", lost);
        Assert.Empty(lost);
    }

    [Theory]
    [MemberData(nameof(Identities))]
    public void A_second_round_trip_changes_nothing(string identity)
    {
        var type = Kinds[identity.Split(' ')[0]];
        var once = KubernetesJson.ToNode<object>(Sample.Documents.Single(d => Identity(d) == identity).Deserialize(type))!;
        var twice = KubernetesJson.ToNode<object>(once.AsObject().Deserialize(type))!;
        Assert.Equal(once.ToJsonString(), twice.ToJsonString());
    }

    [Fact]
    public void Every_secret_and_config_map_a_model_uses_is_there_and_goes_along()
    {
        var set = Sample.Read();
        var there = set.All.Select(o => $"{o.Object["kind"]} {o.Object["metadata"]!["namespace"]}/{o.Object["metadata"]!["name"]}").ToHashSet(StringComparer.Ordinal);
        foreach (var model in set.Models)
        {
            var propagated = (model.Spec.Propagate ?? []).Select(p => $"{p.Kind} {p.Name}").ToHashSet(StringComparer.Ordinal);
            Assert.All(propagated, p => Assert.Contains(p.Replace(" ", $" {model.Metadata.Namespace}/", StringComparison.Ordinal), there));
            var used = (model.Spec.Env ?? []).Select(e => e.ValueFrom?.SecretKeyRef?.Name).OfType<string>().Select(n => $"Secret {n}")
                .Concat((model.Spec.Volumes ?? []).Select(v => v.ConfigMap?.Name).OfType<string>().Select(n => $"ConfigMap {n}"));
            Assert.All(used, u => Assert.Contains(u, propagated));
        }
    }

    [Fact]
    public void Kubeconfig_secrets_are_named_after_their_clusters()
    {
        foreach (var cluster in Sample.Read().Providers.SelectMany(p => p.Spec.Clusters!))
        {
            var secret = cluster.Connection.KubeconfigSecretRef!;
            Assert.Equal(("lepton-system", "member-" + cluster.Name, "kubeconfig"), (secret.Namespace, secret.Name, secret.Key));
        }
    }

    [Fact]
    public void Every_accelerator_a_model_accepts_is_in_the_pools_of_two_providers_at_least_or_has_an_alternative_that_is()
    {
        var set = Sample.Read();
        var offers = set.Providers.SelectMany(p => p.Spec.Clusters!.SelectMany(c => c.NodePools!).Select(n => (Provider: p.Metadata.Name, n.Accelerator, n.GpusPerNode))).ToList();
        foreach (var model in set.Models.Where(m => m.Spec.Accelerators is not null))
        {
            var providers = offers.Where(o => model.Spec.Accelerators!.Exists(a => a.Name == o.Accelerator && a.Count <= o.GpusPerNode)).Select(o => o.Provider).Distinct(StringComparer.Ordinal);
            Assert.True(providers.Count() >= 2, $"{model.Metadata.Name} can run at {string.Join(" and ", providers)} only");
        }
    }

    [Fact]
    public void Kustomization_lists_every_file()
    {
        var listed = KubernetesYaml.Load(File.ReadAllText(Repository.PathOf("config", "samples", "Kustomization")))!["resources"]!.AsArray().Select(n => (string)n!);
        Assert.Equal(Sample.Files.Select(f => f.Name), listed);
    }

    private static bool IsOurs(JsonObject document) => ((string)document["apiVersion"]!).StartsWith("lepton.ai/", StringComparison.Ordinal);

    private static string Identity(JsonObject document) => $"{document["kind"]} {document["metadata"]!["name"]}";

    /// <summary>Everything of the left side must be on the right side; the right may have defaults besides.</summary>
    private static void Compare(JsonNode? left, JsonNode? right, string path, List<string> lost)
    {
        switch (left, right)
        {
            case (JsonObject l, JsonObject r):
                foreach (var (key, value) in l)
                    Compare(value, r[key], $"{path}.{key}", lost);
                break;
            case (JsonArray l, JsonArray r) when l.Count == r.Count:
                for (var i = 0; i < l.Count; i++)
                    Compare(l[i], r[i], $"{path}[{i}]", lost);
                break;
            default:
                if (!JsonNode.DeepEquals(left, right) && left?.ToJsonString().Trim('"') != right?.ToJsonString().Trim('"'))
                    lost.Add($"{path}: {left?.ToJsonString() ?? "null"} became {right?.ToJsonString() ?? "nothing"}");
                break;
        }
    }
}

file static class JsonExtensions
{
    public static object Deserialize(this JsonObject json, Type type) => System.Text.Json.JsonSerializer.Deserialize(json, type, KubernetesJson.Options)!;
}

using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Api.Tests.Crds;

/// <summary>What must hold for every field of our definitions.</summary>
public class LeptonSchemaTests
{
    private static IEnumerable<(string Path, V1JSONSchemaProps Schema)> Fields(string path, V1JSONSchemaProps schema)
    {
        yield return (path, schema);
        foreach (var (name, property) in schema.Properties ?? [])
        {
            foreach (var field in Fields($"{path}.{name}", property))
                yield return field;
        }
        foreach (var inner in new[] { schema.Items, schema.AdditionalProperties?.Schema }.OfType<V1JSONSchemaProps>())
        {
            foreach (var field in Fields(path + "[]", inner))
                yield return field;
        }
    }

    private static List<(string Path, V1JSONSchemaProps Schema)> AllFields { get; } =
        [.. LeptonCrds.All().SelectMany(d => Fields(d.Spec.Names.Kind, d.Spec.Versions[0].Schema!.OpenAPIV3Schema!))];

    /// <summary>The server describes it and forbids us to.</summary>
    private static bool IsMetadata(string path) => path.Split('.') is [_, "metadata"];

    [Fact]
    public void Every_field_has_a_description()
    {
        var without = AllFields.Where(f => !f.Path.EndsWith("[]", StringComparison.Ordinal) && !IsMetadata(f.Path) && string.IsNullOrWhiteSpace(f.Schema.Description)).Select(f => f.Path);
        Assert.Empty(without);
    }

    [Fact]
    public void Descriptions_are_sentences()
    {
        var bad = AllFields.Where(f => f.Schema.Description is { } d && (!d.EndsWith('.') || char.IsLower(d[0]))).Select(f => $"{f.Path}: {f.Schema.Description}");
        Assert.Empty(bad);
    }

    [Fact]
    public void Every_list_of_a_specification_has_a_bound_and_a_list_type()
    {
        var lists = AllFields.Where(f => f.Schema.Type == "array").ToList();
        Assert.Empty(lists.Where(f => f.Schema.MaxItems is null).Select(f => f.Path));
        Assert.Empty(lists.Where(f => f.Schema.XKubernetesListType is null).Select(f => f.Path));
    }

    [Fact]
    public void Every_string_of_a_specification_has_a_bound()
    {
        var strings = AllFields.Where(f => f.Path.Contains(".spec", StringComparison.Ordinal) && f.Schema is { Type: "string", Enum: null, Format: null });
        Assert.Empty(strings.Where(f => f.Schema.MaxLength is null).Select(f => f.Path));
    }

    [Fact]
    public void Every_number_of_a_specification_has_a_least_value()
    {
        var numbers = AllFields.Where(f => f.Path.Contains(".spec", StringComparison.Ordinal) && f.Schema.Type is "integer" or "number");
        Assert.Empty(numbers.Where(f => f.Path.Contains(".spec", StringComparison.Ordinal) && f.Schema.Minimum is null && f.Schema.Enum is null).Select(f => f.Path));
    }

    [Fact]
    public void Metadata_has_a_type_and_nothing_else() =>
        Assert.All(LeptonCrds.All(), d => Assert.Equal("""{"type":"object"}""", KubernetesJson.ToNode(d.Spec.Versions[0].Schema!.OpenAPIV3Schema!.Properties!["metadata"])!.ToJsonString()));

    [Fact]
    public void Schemas_are_structural()
    {
        // A type everywhere, but for int-or-string and values of any kind; properties and additionalProperties exclude each other.
        Assert.Empty(AllFields.Where(f => f.Schema.Type is null && f.Schema.XKubernetesIntOrString != true && f.Schema.XKubernetesPreserveUnknownFields != true).Select(f => f.Path));
        Assert.Empty(AllFields.Where(f => f.Schema.Properties is not null && f.Schema.AdditionalProperties is not null).Select(f => f.Path));
    }

    [Theory]
    [InlineData("cloudproviders", "Cluster", "lcp", false)]
    [InlineData("placementpolicies", "Cluster", "lpp", false)]
    [InlineData("leptonmodels", "Namespaced", "lm", true)]
    public void Names_scope_and_subresources(string plural, string scope, string shortName, bool scale)
    {
        var crd = LeptonCrds.All().Single(d => d.Spec.Names.Plural == plural);
        Assert.Equal($"{plural}.lepton.ai", crd.Metadata.Name);
        Assert.Equal(scope, crd.Spec.Scope);
        Assert.Equal([shortName], crd.Spec.Names.ShortNames);
        Assert.Equal(["lepton"], crd.Spec.Names.Categories);
        var version = Assert.Single(crd.Spec.Versions);
        Assert.True(version is { Name: "v1alpha1", Served: true, Storage: true });
        Assert.NotNull(version.Subresources!.Status);
        Assert.Equal(scale, version.Subresources.Scale is not null);
    }

    [Fact]
    public void Model_scales_by_spec_replicas()
    {
        var scale = LeptonCrds.All().Single(d => d.Spec.Names.Kind == "LeptonModel").Spec.Versions[0].Subresources!.Scale!;
        Assert.Equal((".spec.replicas", ".status.replicas", ".status.selector"), (scale.SpecReplicasPath, scale.StatusReplicasPath, scale.LabelSelectorPath));
    }

    [Fact]
    public void Printer_columns_of_paths_that_exist()
    {
        foreach (var crd in LeptonCrds.All())
        {
            var paths = Fields("", crd.Spec.Versions[0].Schema!.OpenAPIV3Schema!).Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
            foreach (var column in crd.Spec.Versions[0].AdditionalPrinterColumns!)
            {
                var path = System.Text.RegularExpressions.Regex.Replace(column.JsonPath, @"\[\?\([^)]*\)\]", "[]");
                Assert.True(path == ".metadata.creationTimestamp" || paths.Contains(path), $"{crd.Metadata.Name}: column {column.Name} shows {column.JsonPath}, which is no field");
            }
        }
    }

    [Fact]
    public void Workload_is_immutable_and_size_is_given_once()
    {
        var spec = LeptonCrds.All().Single(d => d.Spec.Names.Kind == "LeptonModel").Spec.Versions[0].Schema!.OpenAPIV3Schema!.Properties!["spec"];
        var rule = Assert.Single(spec.Properties!["workload"].XKubernetesValidations!);
        Assert.Equal(("self == oldSelf", "FieldValueForbidden"), (rule.Rule, rule.Reason));
        Assert.Contains(spec.XKubernetesValidations!, r => r.Rule.Contains("has(self.replicas) != has(self.demand)", StringComparison.Ordinal));
    }
}

using Lepton.Api.Manifests;

namespace Lepton.Api.Tests.Manifests;

public class ManifestReaderTests
{
    private const string Model = """
        apiVersion: lepton.ai/v1alpha1
        kind: LeptonModel
        metadata: {name: llama, namespace: team-a}
        spec:
          image: vllm/vllm-openai:v0.11.0
          replicas: 1
          accelerators: [{name: H100}]
        """;

    private static List<string> Problems(params string[] files) =>
        [.. ManifestReader.Read(files.Select((text, i) => ($"file{i + 1}.yaml", text))).Problems.Select(p => p.ToString())];

    [Fact]
    public void Kinds_are_told_apart_and_others_are_kept()
    {
        var set = ManifestReader.Read([("a.yaml", Model + "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: prices}\ndata: {prices.csv: x}\n---\n")]);
        Assert.Empty(set.Problems);
        Assert.Equal("llama", Assert.Single(set.Models).Metadata.Name);
        Assert.Equal(("default", "prices", "x"), (Assert.Single(set.ConfigMaps).Metadata.Namespace, set.ConfigMaps[0].Metadata.Name, set.ConfigMaps[0].Data!["prices.csv"]));
        Assert.Equal(["LeptonModel", "ConfigMap"], set.All.Select(o => (string?)o.Object["kind"]));
    }

    [Fact]
    public void Without_a_namespace_a_model_goes_to_default()
    {
        var set = ManifestReader.Read([("a.yaml", Model.Replace(", namespace: team-a", "", StringComparison.Ordinal))]);
        Assert.Equal("default", Assert.Single(set.Models).Metadata.Namespace);
        Assert.Contains("it is in file1.yaml too", Assert.Single(Problems(Model.Replace("team-a", "default", StringComparison.Ordinal), Model.Replace(", namespace: team-a", "", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_is_its_items_and_a_mistake_in_one_names_it()
    {
        var set = ManifestReader.Read([("l.yaml", "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: a}}\n- {apiVersion: v1, kind: Secret, metadata: {name: b}}\n- {kind: Secret}")]);
        Assert.Equal(["a", "b"], set.All.Select(o => (string?)o.Object["metadata"]!["name"]));
        Assert.StartsWith("l.yaml: document 1 items[2]: apiVersion, kind, metadata.name: found kind Secret, apiVersion none, name none", Assert.Single(set.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_book_that_is_no_text_is_told() =>
        Assert.StartsWith("file1.yaml: ConfigMap default/prices: data", Assert.Single(Problems("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: prices}\ndata: {prices.csv: [1, 2]}")), StringComparison.Ordinal);

    [Fact]
    public void Defaults_are_those_of_the_schema()
    {
        var spec = Assert.Single(ManifestReader.Read([("a.yaml", Model)]).Models).Spec;
        Assert.Equal(Api.Models.WorkloadKind.Inference, spec.Workload);
        Assert.Equal(1, spec.Accelerators![0].Count);
        Assert.Equal(Api.Models.DeletionPolicy.Delete, spec.DeletionPolicy);
    }

    [Fact]
    public void An_unknown_field_is_answered_with_the_nearest()
    {
        var problem = Assert.Single(Problems(Model.Replace("replicas", "replcas", StringComparison.Ordinal)), p => p.Contains("replcas", StringComparison.Ordinal));
        Assert.StartsWith("file1.yaml: LeptonModel team-a/llama: spec.replcas: found an unknown field, expected replicas (the nearest)", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_types_and_values_are_all_told()
    {
        var problems = Problems("""
            apiVersion: lepton.ai/v1alpha1
            kind: LeptonModel
            metadata: {name: llama}
            spec:
              image: 5
              workload: Infrence
              replicas: many
              suspend: "yes"
              accelerators: {name: H100}
            """);
        Assert.Equal(5, problems.Count);
        Assert.Contains(problems, p => p.Contains("spec.image: found 5, expected a string", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("spec.workload: found \"Infrence\", expected one of Inference, Training (nearest: Inference)", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("spec.replicas: found \"many\", expected an integer", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("spec.suspend: found \"yes\", expected a boolean", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("spec.accelerators: found {\"name\":\"H100\"}, expected a list", StringComparison.Ordinal));
    }

    [Fact]
    public void Semantic_mistakes_are_told_with_the_file()
    {
        var problem = Assert.Single(Problems(Model.Replace("H100", "H10O", StringComparison.Ordinal)));
        Assert.StartsWith("file1.yaml: LeptonModel team-a/llama: spec.accelerators[0].name: found \"H10O\", expected H100", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quantity_that_is_none_is_a_schema_mistake()
    {
        var problem = Assert.Single(Problems(Model + "\n  resources: {requests: {memory: 16 GB}}\n"));
        Assert.Contains("spec.resources.requests[memory]: found \"16 GB\"", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_yaml_is_told_with_line_and_column()
    {
        var problem = Assert.Single(Problems("apiVersion: v1\nkind: [unclosed\n"));
        Assert.StartsWith("file1.yaml: line ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("just text")]
    [InlineData("kind: LeptonModel")]
    [InlineData("apiVersion: lepton.ai/v1alpha1\nkind: LeptonModel\nmetadata: {}")]
    [InlineData("- a\n- b")]
    public void What_is_no_object_is_told(string text) => Assert.Contains("an object of Kubernetes", Assert.Single(Problems(text)), StringComparison.Ordinal);

    [Fact]
    public void Unknown_kinds_and_versions_of_our_group_are_told()
    {
        Assert.Contains("lepton.ai/v1alpha1 and one of CloudProvider, PlacementPolicy, LeptonModel", Assert.Single(Problems("apiVersion: lepton.ai/v1alpha1\nkind: Model\nmetadata: {name: a}")), StringComparison.Ordinal);
        Assert.Contains("found lepton.ai/v1 LeptonModel", Assert.Single(Problems(Model.Replace("v1alpha1", "v1", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_object_in_two_files_is_told()
    {
        var problem = Assert.Single(Problems(Model, Model));
        Assert.StartsWith("file2.yaml: LeptonModel team-a/llama: metadata.name", problem, StringComparison.Ordinal);
        Assert.Contains("it is in file1.yaml too", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void References_and_clashes_between_objects_are_told()
    {
        const string Provider = """
            apiVersion: lepton.ai/v1alpha1
            kind: CloudProvider
            metadata: {name: NAME}
            spec:
              type: AWS
              clusters: [{name: one, region: us-east-1, connection: {inCluster: true}}]
            """;
        var problems = Problems(Model + "\n  policyName: nowhere\n", Provider.Replace("NAME", "a", StringComparison.Ordinal), Provider.Replace("NAME", "b", StringComparison.Ordinal));
        Assert.Equal(3, problems.Count);
        Assert.Contains(problems, p => p.StartsWith("file1.yaml: LeptonModel team-a/llama: spec.policyName", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("file2.yaml: CloudProvider a: spec.clusters[0].name", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("file3.yaml: CloudProvider b: spec.clusters[0].name", StringComparison.Ordinal));
    }
}

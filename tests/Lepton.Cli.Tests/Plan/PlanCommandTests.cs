using System.Text.Json.Nodes;
using Lepton.Cli.Plan;
using Lepton.Placement;
using Lepton.Placement.Interchange;
using Lepton.Testing.Files;

namespace Lepton.Cli.Tests.Plan;

public sealed class PlanCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Screen _screen = new();

    public void Dispose()
    {
        _folder.Dispose();
        _screen.Dispose();
    }

    [Fact]
    public void The_samples_are_all_placed()
    {
        Assert.True(Run([Repository.Samples], "json") == PlanCommand.Placed, _screen.Errors.ToString() + _screen.Text);
        var models = Json()["models"]!.AsArray();
        Assert.Equal(9, models.Count);
        Assert.All(models, m => Assert.True(m!["placements"]!.AsArray().Sum(p => (int)p!["replicas"]!) > 0, m.ToJsonString()));
        Assert.Empty(_screen.Errors.ToString());
    }

    [Fact]
    public void Json_says_where_and_what_it_costs()
    {
        Assert.Equal(PlanCommand.Placed, Run(Yaml.All(Yaml.Clouds(), Yaml.Model("m", 3)), "json"));
        var plan = Json();
        var model = Assert.Single(plan["models"]!.AsArray())!;
        Assert.Equal(("ns/m", "Placed", 0.0), ((string?)model["model"], (string?)model["reason"], (double)model["missing"]!));
        Assert.Equal(["2@aws-1", "1@gcp-1"], model["placements"]!.AsArray().Select(p => $"{p!["replicas"]}@{p["cluster"]}").OrderDescending());
        Assert.Equal(2 * 80 + 96, (double)plan["cost"]!, 6);
        Assert.True((double)plan["bound"]! <= (double)plan["cost"]! + 1e-6);
        Assert.Equal(256, (double)plan["comparison"]!["cheapestFirst"]!, 6);
    }

    [Fact]
    public void A_table_shows_the_same()
    {
        Assert.Equal(PlanCommand.Placed, Run(Yaml.All(Yaml.Clouds(), Yaml.Model("m", 2))));
        Assert.Contains(_screen.Lines, l => Cells(l) is ["ns/m", "aws-1", "8xH100", "OnDemand", "2", "160.00", "Placed"]);
        Assert.Contains("Certified: no placement of this work costs less than $160.00/h", _screen.Text, StringComparison.Ordinal);
        Assert.Contains(_screen.Lines, l => Cells(l) is ["cheapest single cloud", "$160.00", ..]);
        Assert.DoesNotContain("VERDICT", _screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Explaining_shows_every_candidate()
    {
        Assert.Equal(PlanCommand.Placed, Run(Yaml.All(Yaml.Clouds(), Yaml.Model("m")), explain: true));
        Assert.Contains(_screen.Lines, l => Cells(l) is ["aws-1/H100/OnDemand/h8", "Chosen", "80.00", _]);
        Assert.Contains(_screen.Lines, l => Cells(l) is ["gcp-1/H100/OnDemand/h8", "Feasible", "96.00", _]);
    }

    [Fact]
    public void What_has_no_place_is_told_and_the_exit_code_says_so()
    {
        Assert.Equal(PlanCommand.Unplaced, Run(Yaml.All(Yaml.Clouds(1), Yaml.Model("fits"), Yaml.Model("huge", 1, 16))));
        Assert.Contains(_screen.Lines, l => l.StartsWith("ns/huge: 1 of 1 replicas have no place: ", StringComparison.Ordinal) && l.Length > 60);
        Assert.Contains(_screen.Lines, l => Cells(l) is ["ns/fits", "aws-1", ..]);
        Assert.Contains(_screen.Lines, l => Cells(l) is ["ns/huge", "-", ..]);
    }

    [Fact]
    public void The_dumped_problem_can_be_read_and_solved()
    {
        var file = _folder.File("problem.json");
        Assert.Equal(PlanCommand.Placed, Run(Yaml.All(Yaml.Clouds(), Yaml.Model("m", 3)), dump: file));
        var problem = PlacementFile.ReadProblem(File.ReadAllText(file), file);
        Assert.Equal(["aws-1/H100/OnDemand/h8+new", "gcp-1/H100/OnDemand/h8+new"], problem.Pools.Select(p => p.Id));
        Assert.Equal(3, new PlacementSolver().Solve(problem).Placements.Sum(p => p.Replicas));
    }

    [Fact]
    public void Bad_manifests_are_listed_with_object_and_field()
    {
        Assert.Equal(PlanCommand.Invalid, Run(Yaml.All(Yaml.Clouds(), Yaml.Model("m").Replace("H100", "H1000", StringComparison.Ordinal))));
        Assert.Contains("LeptonModel ns/m: spec.accelerators[0].name: found \"H1000\"", _screen.Errors.ToString(), StringComparison.Ordinal);
        Assert.Empty(_screen.Text);
    }

    [Theory]
    [InlineData("replicas: 1", "replcas: 1", "LeptonModel ns/m: spec.replcas: found an unknown field, expected replicas (the nearest)")]
    [InlineData("image: i,", "image: i, policyName: defualt,", "LeptonModel ns/m: spec.policyName: found \"defualt\", expected an existing PlacementPolicy")]
    [InlineData("image: i,", "image: i, dataset: {provider: aw, region: r, sizeGiB: 1},", "LeptonModel ns/m: spec.dataset.provider: found \"aw\", expected an existing CloudProvider, nearest aws")]
    [InlineData("name: m,", "name: 5m,", "LeptonModel ns/5m: metadata.name: found \"5m\"")]
    public void Mistakes_are_those_a_server_and_the_operator_would_tell(string right, string wrong, string error)
    {
        Assert.Equal(PlanCommand.Invalid, Run(Yaml.All(Yaml.Clouds(), Yaml.Model("m").Replace(right, wrong, StringComparison.Ordinal))));
        Assert.Contains(error, _screen.Errors.ToString(), StringComparison.Ordinal);
        Assert.Empty(_screen.Text);
    }

    [Fact]
    public void Two_providers_that_name_one_cluster_are_refused()
    {
        Assert.Equal(PlanCommand.Invalid, Run(Yaml.All(Yaml.Clouds(), Yaml.Cloud("azure", 1).Replace("azure-1", "aws-1", StringComparison.Ordinal), Yaml.Model("m"))));
        Assert.Contains("CloudProvider azure: spec.clusters[0].name: found \"aws-1\"", _screen.Errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_book_with_a_bad_row_is_told_with_line_and_column()
    {
        var cloud = Yaml.Cloud("aws", 10).Replace("pricing: {", "pricing: {priceBookRef: {namespace: sys, name: book}, ", StringComparison.Ordinal);
        const string Book = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: book, namespace: sys}\ndata:\n  prices.csv: |\n    instance_type,gpu_model,gpu_count,ondemand_usd_per_hour\n    h8,H100,8,cheap\n";
        Assert.Equal(PlanCommand.Invalid, Run(Yaml.All(cloud, Yaml.Model("m"), Book)));
        Assert.Contains("ConfigMap sys/book key prices.csv", _screen.Errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"cheap\"", _screen.Errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("2", _screen.Errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_commitment_makes_nodes_that_are_added_free_until_it_is_used_up()
    {
        var cloud = Yaml.Cloud("aws", 10).Replace("  pricing:", "  commitments: [{accelerator: H100, gpus: 8}]\n  pricing:", StringComparison.Ordinal);
        Assert.Equal(PlanCommand.Placed, Run(Yaml.All(cloud, Yaml.Model("m", 2)), "json"));
        Assert.Equal(80, (double)Json()["cost"]!, 6);
    }

    [Fact]
    public void Nothing_to_place_and_nowhere_to_place_it_are_told()
    {
        Assert.Equal(PlanCommand.Invalid, Run("apiVersion: v1\nkind: Secret\nmetadata: {name: s}"));
        Assert.Equal(
            ["the files have no LeptonModel: there is nothing to place", "the files have no CloudProvider: there is nowhere to place anything"],
            _screen.Errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_an_error() => Assert.Equal(PlanCommand.Invalid, Run(["/no/such"], "table"));

    [Fact]
    public void A_price_book_has_to_be_among_the_files()
    {
        var cloud = Yaml.Cloud("aws", 10).Replace("pricing: {", "pricing: {priceBookRef: {namespace: sys, name: book}, ", StringComparison.Ordinal);
        Assert.Equal(PlanCommand.Invalid, Run(Yaml.All(cloud, Yaml.Model("m"))));
        Assert.Contains("CloudProvider aws spec.pricing.priceBookRef: ConfigMap sys/book with key prices.csv is not among the files", _screen.Errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_cluster_without_a_price_does_not_stop_the_plan()
    {
        var mystery = Yaml.Cloud("edge", 1).Replace("accelerator: H100, dollarsPerGpuHour", "accelerator: L4, dollarsPerGpuHour", StringComparison.Ordinal);
        Assert.True(Run(Yaml.All(Yaml.Clouds(), mystery, Yaml.Model("m")), "json", explain: true) == PlanCommand.Placed, _screen.Errors.ToString());
        var candidates = Json()["models"]![0]!["candidates"]!.AsArray();
        Assert.Contains(candidates, c => (string?)c!["verdict"] == "Excluded" && ((string)c["reason"]!).Contains("the price is unknown", StringComparison.Ordinal));
    }

    [Fact]
    public void The_command_refuses_what_it_does_not_know()
    {
        // Without files it plans on the hub.
        Assert.Empty(PlanCommand.Create().Parse([]).Errors);
        Assert.NotEmpty(PlanCommand.Create().Parse(["--price"]).Errors);
        Assert.NotEmpty(PlanCommand.Create().Parse(["-f", "x", "-o", "xml"]).Errors);
        Assert.Empty(PlanCommand.Create().Parse(["-f", "x", "y", "-o", "json", "--explain"]).Errors);
    }

    private JsonNode Json() => JsonNode.Parse(_screen.Text)!;

    private static string[] Cells(string line) => [.. line.Split('│', '|').Select(c => c.Trim()).SkipWhile(c => c.Length == 0).Reverse().SkipWhile(c => c.Length == 0).Reverse()];

    private int Run(string manifests, string output = "table", bool explain = false, string? dump = null) => Run([_folder.Write("all.yaml", manifests)], output, explain, dump);

    private int Run(string[] files, string output, bool explain = false, string? dump = null) => PlanCommand.Run(files, output, explain, dump, _screen.Console, _screen.Errors);
}

using System.CommandLine;
using System.Text.Json.Nodes;
using Lepton.Cli.Simulate;
using Lepton.Cli.Tests.Support;

namespace Lepton.Cli.Tests.Simulate;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lepton-simulate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_fleet_file_and_models_make_a_report_the_same_every_time()
    {
        var (code, json, errors) = Run("--fleet", Fleet(), "-f", Model(), "--days", "1", "-o", "json");
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(["Lepton", "cheapest single cloud", "cheapest first, no moves", "by free capacity"], JsonNode.Parse(json)!["results"]!.AsArray().Select(result => (string)result!["policy"]!));
        Assert.Equal(json, Run("--fleet", Fleet(), "-f", Model(), "--days", "1", "-o", "json").Output);
        Assert.True((double)JsonNode.Parse(json)!["lower_bound_usd"]! > 0);
    }

    [Fact]
    public void Two_policies_are_set_side_by_side_on_the_same_future()
    {
        var spot = Write("spot.yaml", "apiVersion: lepton.ai/v1alpha1\nkind: PlacementPolicy\nmetadata: {name: default}\nspec: {capacityTypes: [Spot]}\n");
        var none = Write("none.yaml", "apiVersion: lepton.ai/v1alpha1\nkind: PlacementPolicy\nmetadata: {name: default}\nspec: {capacityTypes: [OnDemand]}\n");
        var html = Path.Combine(_folder, "out.html");
        var (code, csv, errors) = Run("--fleet", Fleet(), "-f", Model(), "--days", "1", "-o", "csv", "--html", html, "--compare", spot, none);
        Assert.Equal((0, ""), (code, errors));
        var rows = csv.TrimEnd('\n').Split('\n').Skip(1).Select(row => row.Split(',')).ToList();
        Assert.Equal(["spot.yaml", "none.yaml"], rows.Select(row => row[3]));
        Assert.True(double.Parse(rows[0][4]) < double.Parse(rows[1][4]));
        Assert.Contains("spot.yaml", File.ReadAllText(html), StringComparison.Ordinal);
    }

    [Fact]
    public void A_load_trace_takes_the_place_of_the_curve()
    {
        var trace = Write("t.csv", "hours,model,units_per_second\n0,ns/a,0\n12,ns/a,10\n");
        var json = JsonNode.Parse(Run("--fleet", Fleet(), "-f", Model(), "--days", "1", "-o", "json", "--no-baselines", "--trace", trace).Output)!;
        var hours = json["results"]![0]!["hourly"]!.AsArray();
        Assert.Single(json["results"]!.AsArray());
        Assert.True((double)hours[20]!["gpus_used"]! > (double)hours[10]!["gpus_used"]!);
    }

    [Fact]
    public void The_search_reports_on_futures_it_never_saw()
    {
        var (code, text, errors) = Run("--fleet", Fleet(), "-f", Model(), "--days", "0.5", "--tune", "--trials", "3");
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("On futures that played no part in the choice", text, StringComparison.Ordinal);
        Assert.Contains("as they are", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("twenty-cluster", "fleet", "twenty-cluster")]
    [InlineData("FLEET", "manifests", "brings no models")]
    public void Input_that_is_not_there_is_named(string fleet, string what, string expected)
    {
        var (code, _, errors) = Run("--fleet", fleet == "FLEET" ? Fleet() : fleet, "--days", "1");
        Assert.Equal(1, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.NotEmpty(what);
    }

    [Fact]
    public void A_load_of_no_model_and_a_trace_of_no_model_name_the_nearest()
    {
        var fleet = Write("l.yaml", File.ReadAllText(Fleet()) + "scenario:\n  load:\n    - { model: ns/b, base: 1, peak: 2 }\n");
        Assert.Contains("fleet small scenario.load: no LeptonModel ns/b is among the files; did you mean \"ns/a\"?", Run("--fleet", fleet, "-f", Model()).Errors, StringComparison.Ordinal);
        var trace = Write("t.csv", "hours,model,units_per_second\n0,ns/c,1\n");
        Assert.Contains("--trace: no LeptonModel ns/c; did you mean \"ns/a\"?", Run("--fleet", Fleet(), "-f", Model(), "--trace", trace).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--days: found -1; expected a number from 0.01 to 366", "--days", "-1")]
    [InlineData("--trials: found 0; expected a number from 1 to 1000", "--trials", "0")]
    [InlineData("--compare: found one file; expected two or more", "--compare", "a.yaml")]
    public void Options_out_of_range_are_refused(string expected, params string[] arguments)
    {
        var result = SimulateCommand.Create().Parse(arguments);
        Assert.Contains(result.Errors, error => error.Message.Contains(expected, StringComparison.Ordinal));
    }

    private (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using var screen = new Screen();
        var options = new SimulateOptions();
        var command = new Command("simulate");
        options.AddTo(command);
        var parsed = command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        var code = SimulateCommand.Run(parsed, options, screen.Console, screen.Errors, CancellationToken.None);
        return (code, screen.Text, screen.Errors.ToString());
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    private string Fleet() => Write("fleet.yaml", """
        name: small
        providers:
          - { name: cheap, gpuHour: { L4: 1 } }
        instanceTypes:
          - { name: box, gpuModel: L4, gpus: 4, gpuMemoryGiB: 24, vcpus: 64, memoryGiB: 256 }
        members:
          - name: west
            providerName: cheap
            nodePools:
              - { name: fixed, instanceType: box, count: 1, maxNodes: 1 }
              - { name: more, instanceType: box, maxNodes: 3 }
          - name: aws-east
            provider: AWS
            region: us-east-1
            nodePools:
              - { name: spot, instanceType: g6.12xlarge, maxNodes: 3, capacityType: Spot }

        """);

    private string Model() => Write("models.yaml", """
        apiVersion: lepton.ai/v1alpha1
        kind: LeptonModel
        metadata: {name: a, namespace: ns}
        spec: {image: "i:1", demand: {unitsPerSecond: 30}, accelerators: [{name: L4, throughput: 10}] }
        """);
}

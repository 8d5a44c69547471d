using Lepton.Cli.Solve;
using Lepton.Placement.Interchange;
using Lepton.Testing.Files;

namespace Lepton.Cli.Tests.Solve;

public sealed class SolveCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Screen _screen = new();

    public void Dispose()
    {
        _folder.Dispose();
        _screen.Dispose();
    }

    private static string Problem(int demand = 3, string more = "") => $$"""
        {
          "pools": [
            { "id": "cheap", "cluster": "c1", "region": "r", "provider": "aws", "accelerator": "H100", "billing": "PerGpu", "price": 2, "gpusPerNode": 2, "cpuPerNode": 16, "memoryGiBPerNode": 64,
              "nodes": [{ "gpus": 2, "cpu": 16, "memoryGiB": 64 }] },
            { "id": "dear", "cluster": "c2", "region": "r", "provider": "gcp", "accelerator": "H100", "billing": "PerGpu", "price": 3, "gpusPerNode": 2, "cpuPerNode": 16, "memoryGiBPerNode": 64, "newNodes": 1 }
          ],
          "models": [{ "id": "m", "demand": {{demand}}, "accelerators": [{ "name": "H100" }], "unplacedPenalty": 100 }],
          "seed": 7{{more}}
        }
        """;

    [Fact]
    public void The_solution_goes_to_standard_output_and_the_summary_elsewhere()
    {
        var (code, solution) = Run(new SolveRequest(Write(Problem())));
        Assert.Equal(SolveCommand.Placed, code);
        var plan = PlacementFile.ReadPlan(solution);
        Assert.Equal((7, 0, 7, 0), (plan.Cost, plan.Penalty, plan.Bound, plan.Gap));
        Assert.Equal(["cheap=2", "dear=1"], plan.Placements.Select(p => $"{p.Pool}={p.Replicas}"));
        Assert.Contains("cost $7.00/h, penalty $0.00/h, at least $7.00/h (gap 0.00", _screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_file_gives_the_same_bytes()
    {
        var file = Write(Problem());
        var first = Run(new SolveRequest(file)).Solution;
        Assert.Equal(first, Run(new SolveRequest(file)).Solution);
        Assert.Equal(first, Run(new SolveRequest(file, Threads: 2)).Solution);
    }

    [Fact]
    public void Standard_input_is_read_for_a_dash()
    {
        var (code, solution) = Run(new SolveRequest("-"), input: Problem());
        Assert.Equal(SolveCommand.Placed, code);
        Assert.Equal(7, PlacementFile.ReadPlan(solution).Cost);
    }

    [Fact]
    public void A_model_is_explained_with_what_would_change_the_decision()
    {
        var file = Write(Problem(demand: 2));
        var (code, _) = Run(new SolveRequest(file, Explain: "m"));
        Assert.Equal(SolveCommand.Placed, code);
        // The table breaks lines where the screen ends.
        var words = string.Join(' ', _screen.Text.Split((char[])[' ', '\n', '\r', '│'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("cheap", words, StringComparison.Ordinal);
        Assert.Contains("Chosen", words, StringComparison.Ordinal);
        Assert.Contains("$2.00/h", words, StringComparison.Ordinal);
        Assert.Contains("$3.00/h", words, StringComparison.Ordinal);
        Assert.Contains("below", words, StringComparison.Ordinal);
        Assert.Equal(SolveCommand.Invalid, Run(new SolveRequest(file, Explain: "nobody")).Code);
    }

    [Fact]
    public void What_has_no_place_is_named_with_its_reason()
    {
        var (code, solution) = Run(new SolveRequest(Write(Problem(demand: 6))));
        Assert.Equal(SolveCommand.Unplaced, code);
        Assert.Equal(2, Assert.Single(PlacementFile.ReadPlan(solution).Unplaced).Missing);
        Assert.Contains("m: 2 not placed: short of 2 H100 GPUs", _screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Measured_figures_are_written_only_when_asked_for()
    {
        var file = Write(Problem());
        Assert.DoesNotContain("seconds", Run(new SolveRequest(file)).Solution, StringComparison.Ordinal);
        var measured = Run(new SolveRequest(file, Measure: true)).Solution;
        Assert.Contains("\"seconds\":", measured, StringComparison.Ordinal);
        Assert.Contains("\"peakMiB\":", measured, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_shows_what_simpler_policies_cost()
    {
        Run(new SolveRequest(Write(Problem()), Compare: true));
        foreach (var policy in new[] { "Lepton", "cheapest first", "whole in the cheapest pool", "by free capacity", "equal weights", "all at aws" })
            Assert.Contains(_screen.Lines, l => l.Contains(policy, StringComparison.Ordinal));
        // aws alone has two GPUs: one replica stays unplaced at a penalty of 100.
        Assert.Contains(_screen.Lines, l => l.Contains("all at aws", StringComparison.Ordinal) && l.Contains("$4.00", StringComparison.Ordinal) && l.Contains("$100.00", StringComparison.Ordinal) && l.Contains("places less", StringComparison.Ordinal));
    }

    [Fact]
    public void A_solution_is_verified()
    {
        var file = Write(Problem());
        var good = Write(Run(new SolveRequest(file)).Solution, "good.json");
        Assert.Equal((SolveCommand.Placed, "holds: cost 7, penalty 0\n"), Run(new SolveRequest(file, Verify: good)));
    }

    [Theory]
    [InlineData("\"replicas\": 2", "\"replicas\": 3", "pool cheap: no layout of its 3 replicas")]
    [InlineData("\"cost\": 7", "\"cost\": 6", "cost: found 6, expected 7")]
    [InlineData("\"bound\": 7", "\"bound\": 9", "bound: found 9, expected from 0 to cost + penalty = 7")]
    [InlineData("\"pool\": \"cheap\"", "\"pool\": \"nowhere\"", "placement of m in nowhere: no such model or pool")]
    public void A_solution_that_does_not_hold_is_told_why(string found, string changed, string message)
    {
        var file = Write(Problem());
        var bad = Write(Run(new SolveRequest(file)).Solution.Replace(found, changed, StringComparison.Ordinal), "bad.json");
        var (code, said) = Run(new SolveRequest(file, Verify: bad));
        Assert.Equal(SolveCommand.Broken, code);
        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.Contains("does not hold: cost", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "line 1, byte 2: found text that is not JSON")]
    [InlineData("[]", "expected an object")]
    [InlineData("""{ "pools": [], "models": [], "sed": 3 }""", "sed")]
    public void A_file_that_is_no_problem_is_refused_by_name(string text, string message)
    {
        Assert.Equal((SolveCommand.Invalid, ""), Run(new SolveRequest(Write(text))));
        Assert.Contains("problem.json", _screen.Errors.ToString(), StringComparison.Ordinal);
        Assert.Contains(message, _screen.Errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        Assert.Equal(SolveCommand.Invalid, Run(new SolveRequest(_folder.File("none.json"))).Code);
        Assert.Contains("none.json", _screen.Errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_mistakes_are_counted_and_not_all_listed()
    {
        var pools = string.Join(',', Enumerable.Range(0, 1000).Select(i => $$"""{ "id": "p{{i}}", "cluster": "c", "region": "r", "provider": "x", "accelerator": "A", "billing": "PerGpu", "price": 0, "gpusPerNode": 1 }"""));
        Assert.Equal(SolveCommand.Invalid, Run(new SolveRequest(Write($$"""{ "pools": [{{pools}}], "models": [] }"""))).Code);
        var lines = _screen.Errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(51, lines.Length);
        Assert.StartsWith("pool p0: price: found 0, expected a price above 0", lines[0], StringComparison.Ordinal);
        Assert.Equal("… and 950 more mistakes", lines[^1].Trim());
    }

    [Fact]
    public void Seed_and_work_of_the_command_line_win()
    {
        var file = Write(Problem(more: ", \"work\": 10"));
        Assert.Equal(SolveCommand.Placed, Run(new SolveRequest(file, Seed: 3, Work: 100_000)).Code);
        Assert.Equal(SolveCommand.Invalid, Run(new SolveRequest(file, Work: -1)).Code);
        Assert.Contains("problem: work: found -1, expected 0 (the default) or more", _screen.Errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("solve")]
    [InlineData("solve", "f", "--threads", "0")]
    [InlineData("solve", "f", "--work", "-5")]
    [InlineData("solve", "f", "--seed", "x")]
    public void Arguments_that_make_no_sense_are_refused(params string[] arguments) =>
        Assert.NotEmpty(new System.CommandLine.RootCommand { SolveCommand.Create() }.Parse(arguments).Errors);

    private (int Code, string Solution) Run(SolveRequest request, string input = "")
    {
        using var reader = new StringReader(input);
        using var output = new StringWriter();
        var code = SolveCommand.Run(request, reader, output, _screen.Errors, _screen.Console, CancellationToken.None);
        return (code, output.ToString());
    }

    private string Write(string text, string name = "problem.json") => _folder.Write(name, text);
}

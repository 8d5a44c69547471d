using System.CommandLine;
using System.CommandLine.Parsing;

namespace Lepton.Cli.Solve;

/// <summary>What is to be solved and how.</summary>
/// <param name="File">- is standard input.</param>
/// <param name="Seed">Instead of the file's.</param>
/// <param name="Work">Instead of the file's; 0 is the solver's own limit.</param>
/// <param name="Verify">A solution that is read instead of looked for.</param>
/// <param name="Explain">A model of which every pool is explained.</param>
/// <param name="Measure">Whether the solution says how long it took.</param>
internal sealed record SolveRequest(string File, int? Seed = null, long? Work = null, int Threads = 1, bool Compare = false, string? Verify = null, bool Measure = false, string? Explain = null);

/// <summary>The arguments of <c>lepton solve</c>.</summary>
internal sealed class SolveOptions
{
    private readonly Argument<string> _file = new("FILE") { Description = "The problem; - is standard input." };
    private readonly Option<int?> _seed = new("--seed") { Description = "Seed of the search, instead of the file's." };
    private readonly Option<long?> _work = new("--work") { Description = "Work limit in elementary evaluations, instead of the file's; 0 is the solver's own limit." };
    private readonly Option<int> _threads = new("--threads") { Description = "Cores that may be used: the search runs so often side by side and goes on from the best. The same number gives the same solution.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _compare = new("--compare") { Description = "Show what simpler policies would cost." };
    private readonly Option<string?> _explain = new("--explain") { Description = "Show for this model what every pool would cost, what excluded it, and what would have to change." };
    private readonly Option<string?> _verify = new("--verify") { Description = "Read this solution of the problem and say which rules it breaks, instead of solving." };
    private readonly Option<bool> _measure = new("--measure") { Description = "Write seconds and memory into the solution, which then differs from run to run." };

    public SolveOptions()
    {
        _work.Validators.Add(result => NotBelow(result, result.GetValue(_work), 0));
        _threads.Validators.Add(result => NotBelow(result, result.GetValue(_threads), 1));
    }

    public void AddTo(Command command)
    {
        command.Add(_file);
        foreach (var option in new Option[] { _seed, _work, _threads, _compare, _explain, _verify, _measure })
            command.Add(option);
    }

    public SolveRequest Read(ParseResult result) => new(
        result.GetValue(_file)!, result.GetValue(_seed), result.GetValue(_work), result.GetValue(_threads), result.GetValue(_compare), result.GetValue(_verify), result.GetValue(_measure), result.GetValue(_explain));

    private static void NotBelow(OptionResult result, long? value, long least)
    {
        if (value < least)
            result.AddError($"{result.IdentifierToken?.Value}: found {value}, expected {least} or more");
    }
}

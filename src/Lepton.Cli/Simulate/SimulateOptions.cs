using System.CommandLine;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate;

/// <summary>Options of <c>lepton simulate</c>.</summary>
internal sealed class SimulateOptions
{
    public Option<string> Fleet { get; } = new("--fleet") { Description = $"A fleet file, or one of {string.Join(", ", ReadyFleets.Names)}.", DefaultValueFactory = _ => ReadyFleets.TwentyClusters };

    public Option<string[]> Files { get; } = new("--filename", "-f") { Description = "Files or folders with LeptonModels, PlacementPolicies and CloudProviders. Default: what the ready fleet brings.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };

    public Option<double> Days { get; } = new("--days") { Description = "How long, in days.", DefaultValueFactory = _ => 30 };

    public Option<int> Seed { get; } = new("--seed") { Description = "Decides everything chance does; the same seed gives the same report to the byte.", DefaultValueFactory = _ => 1 };

    public Option<string[]> Traces { get; } = new("--trace") { Description = "CSV files of loads or prices over time (docs/how-to/simulate.md).", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };

    public Option<string[]> Compare { get; } = new("--compare") { Description = "Two or more files with PlacementPolicies, each tried on the same future in the place of the policies of the same name.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };

    public Option<bool> Tune { get; } = new("--tune") { Description = "Searches rebalancing thresholds and spot shares on training futures and reports on held-out ones." };

    public Option<int> Trials { get; } = new("--trials") { Description = "Settings tried by --tune.", DefaultValueFactory = _ => 12 };

    public Option<bool> Alone { get; } = new("--no-baselines") { Description = "Run no simple policies and no lower bound beside it." };

    public Option<long> Work { get; } = new("--work") { Description = "Elementary evaluations of the solver per plan; 0 is its own default.", DefaultValueFactory = _ => 30_000 };

    public Option<double> Bandwidth { get; } = new("--bandwidth") { Description = "GiB per second at which a model's data is copied into a cluster where it is not stored.", DefaultValueFactory = _ => 0.5 };

    public Option<string> Output { get; } = new("--output", "-o") { Description = "table, json or csv.", DefaultValueFactory = _ => "table" };

    public Option<string?> Html { get; } = new("--html") { Description = "Also write the report as one page with plots to this file." };

    public SimulateOptions()
    {
        Output.AcceptOnlyFromAmong("table", "json", "csv");
        Days.Validators.Add(result => Within(result, result.GetValueOrDefault<double>(), 0.01, 366, "--days"));
        Trials.Validators.Add(result => Within(result, result.GetValueOrDefault<int>(), 1, 1000, "--trials"));
        Work.Validators.Add(result => Within(result, result.GetValueOrDefault<long>(), 0, 1e12, "--work"));
        Bandwidth.Validators.Add(result => Within(result, result.GetValueOrDefault<double>(), 0.001, 1000, "--bandwidth"));
        Compare.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1)
                result.AddError("--compare: found one file; expected two or more, to be set side by side");
        });
    }

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { Fleet, Files, Days, Seed, Traces, Compare, Tune, Trials, Alone, Work, Bandwidth, Output, Html })
            command.Options.Add(option);
    }

    private static void Within(System.CommandLine.Parsing.OptionResult result, double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most))
            result.AddError(FormattableString.Invariant($"{name}: found {value}; expected a number from {least} to {most}"));
    }
}

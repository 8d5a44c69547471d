using System.CommandLine;
using System.Text.Json;
using Lepton.Cli.Manifests;
using Lepton.Cli.Output;
using Lepton.Cli.Simulate.Contenders;
using Lepton.Cli.Simulate.Futures;
using Lepton.Cli.Simulate.Reports;
using Lepton.Cli.Simulate.Running;
using Lepton.Cli.Simulate.Setup;
using Lepton.Cli.Simulate.Tuning;
using Lepton.Placement;
using Lepton.Sandbox.Fleet;
using Spectre.Console;

namespace Lepton.Cli.Simulate;

/// <summary><c>lepton simulate</c>: weeks of a fleet in minutes, with the operator's own planning and moving.</summary>
internal static class SimulateCommand
{
    /// <summary>Hours of a span of the lower bound.</summary>
    private const double BoundEvery = 1;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var options = new SimulateOptions();
        var command = new Command("simulate", "Runs the placement and move logic over days of prices, losses and load, and reports cost, unserved demand and moves.");
        options.AddTo(command);
        command.SetAction((result, token) => Task.FromResult(Run(result, options, Terminal.Create(), Console.Error, token)));
        return command;
    }

    internal static int Run(ParseResult result, SimulateOptions options, IAnsiConsole console, TextWriter errors, CancellationToken cancellationToken)
    {
        try
        {
            var fleet = result.GetValue(options.Fleet)!;
            var input = InputLoader.Load(fleet, result.GetValue(options.Files)!);
            var traces = Traces.Read(result.GetValue(options.Traces)!.Select(file => (file, File.ReadAllText(file))));
            RefuseStrangers(traces, input);
            input = WithLoads(traces, input) with { DataGiBPerSecond = result.GetValue(options.Bandwidth) };
            if (result.GetValue(options.Tune))
            {
                TuningTables.Write(console, PolicyTuner.Search(input, result.GetValue(options.Days) * 24, result.GetValue(options.Seed), result.GetValue(options.Trials), 3, 2, result.GetValue(options.Work), cancellationToken: cancellationToken));
                return 0;
            }

            var future = Future.Draw(input.Fleet, result.GetValue(options.Days) * 24, result.GetValue(options.Seed), traces);
            var report = Simulate(input, future, result, options, cancellationToken);
            Write(report, result.GetValue(options.Output)!, console);
            if (result.GetValue(options.Html) is { } html)
                File.WriteAllText(html, HtmlReport.Of(report));
            return 0;
        }
        catch (Exception error) when (error is ManifestException or FleetFileException or TraceException or PlacementProblemException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            errors.WriteLine(error.Message);
            return 1;
        }
    }

    private static SimulationReport Simulate(SimulationInput input, Future future, ParseResult result, SimulateOptions options, CancellationToken cancellationToken)
    {
        var work = result.GetValue(options.Work);
        var files = result.GetValue(options.Compare)!;
        var alone = result.GetValue(options.Alone);
        var runs = files.Length > 0
            ? files.Select(file => (Input: input.With(InputLoader.LoadPolicies(file)), Contender: Contender.Lepton(Path.GetFileName(file), work))).ToList()
            : [(input, Contender.Lepton(work: work)), .. alone ? [] : Contender.Simple(work).Select(simple => (input, simple))];
        BoundResult? bound = null;
        var jobs = runs.Select((run, i) => (Action<RunResult[]>)(results => results[i] = SimulationRun.Execute(run.Input, future, run.Contender, cancellationToken))).ToList();
        if (!alone)
            jobs.Insert(1, _ => bound = LowerBound.Of(runs[0].Input, future, BoundEvery, work, cancellationToken));
        var found = new RunResult[runs.Count];
        Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(jobs, System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, job => job(found));
        return new SimulationReport(input.Fleet.Name, future.Hours, result.GetValue(options.Seed), found, bound);
    }

    private static void Write(SimulationReport report, string output, IAnsiConsole console)
    {
        if (output == "json")
            console.Profile.Out.Writer.WriteLine(ReportJson.Of(report).ToJsonString(Indented));
        else if (output == "csv")
            console.Profile.Out.Writer.Write(ReportCsv.Of(report));
        else
            ReportTables.Write(console, report);
    }

    /// <summary>A model with a trace and no load in the fleet file gets the defaults of one: what a request is, how long it may wait.</summary>
    private static SimulationInput WithLoads(Traces traces, SimulationInput input)
    {
        var missing = traces.Models.Where(model => input.LoadOf(model) is null).Select(model => new LoadDefinition(model)).ToList();
        return input with { Fleet = input.Fleet with { Scenario = input.Fleet.Scenario with { Load = [.. input.Fleet.Scenario.Load, .. missing] } } };
    }

    private static void RefuseStrangers(Traces traces, SimulationInput input)
    {
        var models = input.Models.Select(model => $"{model.Metadata.Namespace}/{model.Metadata.Name}").ToList();
        var strangers = traces.Models.Where(model => !models.Contains(model, StringComparer.Ordinal)).ToList();
        if (strangers.Count > 0)
            throw new TraceException(strangers.Select(model => $"--trace: no LeptonModel {model}{(NearestWord.Find(model, models) is { } near ? $"; did you mean \"{near}\"?" : "")}").ToList());
    }
}

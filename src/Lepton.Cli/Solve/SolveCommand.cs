using System.CommandLine;
using System.Runtime;
using Lepton.Cli.Output;
using Lepton.Placement;
using Lepton.Placement.Interchange;
using Lepton.Placement.Verification;
using Spectre.Console;

namespace Lepton.Cli.Solve;

/// <summary>
/// <c>lepton solve FILE</c>: the solver on an interchange file (docs/reference/placement-file.md). The solution goes to standard output and is the same to the byte
/// for the same file; all that is for people goes to standard error.
/// </summary>
internal static class SolveCommand
{
    /// <summary>All is placed; or the verified solution holds.</summary>
    public const int Placed = 0;

    /// <summary>A file cannot be read, or says what makes no sense.</summary>
    public const int Invalid = 1;

    /// <summary>Something has no place.</summary>
    public const int Unplaced = 2;

    /// <summary>The verified solution breaks a rule or its figures are wrong.</summary>
    public const int Broken = 3;

    /// <summary>More mistakes than this are counted and not listed.</summary>
    private const int MostErrors = 50;

    public static Command Create()
    {
        var options = new SolveOptions();
        var command = new Command("solve", "Solves a placement problem given as an interchange file; the solution goes to standard output.");
        options.AddTo(command);
        command.SetAction((result, token) => Task.Run(() => Run(options.Read(result), Console.In, Console.Out, Console.Error, Terminal.Errors(), token), CancellationToken.None));
        return command;
    }

    /// <param name="terminal">Where the progress line and tables go.</param>
    internal static int Run(SolveRequest request, TextReader input, TextWriter output, TextWriter errors, IAnsiConsole terminal, CancellationToken cancellationToken)
    {
        try
        {
            var problem = PlacementFile.ReadProblem(Text(request.File, input), request.File == "-" ? "standard input" : request.File);
            if (request.Explain is { } model && problem.Models.All(m => m.Id != model))
                throw new PlacementProblemException([$"--explain: found {model}, expected one of the {problem.Models.Count} models of the problem"]);
            problem = problem with { Seed = request.Seed ?? problem.Seed, Work = request.Work ?? problem.Work };
            return request.Verify is { } solution
                ? Verify(problem, PlacementFile.ReadPlan(Text(solution, input), solution), output)
                : Solve(problem, request, output, terminal, cancellationToken);
        }
        catch (PlacementProblemException e)
        {
            foreach (var error in e.Errors.Take(MostErrors))
                errors.WriteLine(error);
            if (e.Errors.Count > MostErrors)
                errors.WriteLine($"… and {e.Errors.Count - MostErrors} more mistakes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(e.Message);
        }

        return Invalid;
    }

    private static int Solve(PlacementProblem problem, SolveRequest request, TextWriter output, IAnsiConsole terminal, CancellationToken cancellationToken)
    {
        // Nobody waits for an answer in between: a collection beside the work would only let memory grow meanwhile.
        GCSettings.LatencyMode = GCLatencyMode.Batch;
        var meter = new Meter();
        using var progress = new ProgressLine(terminal, meter);
        var plan = new PlacementSolver { Threads = request.Threads, Progress = progress.Show }.Solve(problem, cancellationToken);
        progress.Clear();
        output.Write(request.Measure ? PlacementFile.WritePlan(plan, meter.Seconds, Meter.PeakMiB) : PlacementFile.WritePlan(plan));
        SolveTables.Summary(terminal, plan, meter);
        if (request.Compare)
            terminal.Write(SolveTables.Comparison(problem, plan));
        if (request.Explain is { } model)
            SolveTables.Explanation(terminal, plan.Decisions.First(d => d.Model == model));
        return plan.Unplaced.Count > 0 ? Unplaced : Placed;
    }

    private static int Verify(PlacementProblem problem, PlacementPlan plan, TextWriter output)
    {
        var found = PlanVerifier.Verify(problem, plan);
        foreach (var violation in found.Violations)
            output.WriteLine(violation);
        output.WriteLine(FormattableString.Invariant($"{(found.Holds ? "holds" : "does not hold")}: cost {found.Cost:0.######}, penalty {found.Penalty:0.######}"));
        return found.Holds ? Placed : Broken;
    }

    private static string Text(string file, TextReader input) => file == "-" ? input.ReadToEnd() : File.ReadAllText(file);
}

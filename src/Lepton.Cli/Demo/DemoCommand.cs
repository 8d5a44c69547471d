using System.CommandLine;
using System.Diagnostics;
using Lepton.Cli.Manifests;
using Lepton.Cli.Output;
using Lepton.Cli.Sandboxes;
using Spectre.Console;

namespace Lepton.Cli.Demo;

/// <summary><c>lepton demo</c>: exit status 0 only when all of it was observed.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var common = new SandboxCommandOptions();
        var command = new Command("demo", "Places the sample models over three simulated clouds; changes a price, loses a cluster, brings it back, deletes everything.");
        common.AddTo(command);
        var kills = new Option<int>("--kills") { Description = "Kill the operator (SIGKILL) so many times during each step, and start it again." };
        var seed = new Option<int>("--seed") { Description = "Decides the moments of the kills.", DefaultValueFactory = _ => 1 };
        kills.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
                result.AddError($"--kills: found {result.GetValueOrDefault<int>()}, expected 0 or more");
        });
        command.Options.Add(kills);
        command.Options.Add(seed);
        command.SetAction((result, token) => RunAsync(Options(result), Terminal.Create(), token));
        return command;

        DemoOptions Options(ParseResult result) => new(common.Operator(result), common.Samples(result), common.Definitions(result), common.Fleet(result))
        {
            Kills = result.GetValue(kills),
            Seed = result.GetValue(seed),
        };
    }

    internal static async Task<int> RunAsync(DemoOptions options, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        // It outlives the session, so that after a failure there is something to read.
        var folder = Directory.CreateTempSubdirectory("lepton-demo-").FullName;
        var log = Path.Combine(folder, "operator.log");
        try
        {
            var definitions = ManifestFiles.Load([options.Definitions]);
            var samples = ManifestFiles.Load([options.Samples]);
            DemoRun.Hurry(samples);
            await using var session = await SandboxSession.StartAsync(SandboxCommandOptions.LoadFleet(options.Fleet), cancellationToken);
            console.MarkupLineInterpolated($"[bold]>[/] sandbox: hub and {session.Members.Count} members ({string.Join(", ", session.Members.Keys)}) serve the Kubernetes API");
            var homeless = await FleetStart.WaitAsync(session.Members, TimeSpan.FromSeconds(20), cancellationToken);
            if (homeless.Count > 0)
                console.MarkupLineInterpolated($"[yellow]>[/] of the fleet's own work has no node yet: {string.Join(", ", homeless)}");
            await HubSetup.InstallDefinitionsAsync(session.Hub, definitions, cancellationToken);
            await HubSetup.AddMembersAsync(session.Hub, session.Members.Keys.Select(c => (c, session.MemberKubeconfig(c))), cancellationToken);
            await RunStepsAsync(new DemoRun(session, options, samples, console), session.HubKubeconfig, options, log, console, cancellationToken);
            console.MarkupLineInterpolated($"[bold green]All of it was observed[/] in {watch.Elapsed.TotalSeconds:0} s.");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            console.MarkupLineInterpolated($"[bold red]Interrupted[/] after {watch.Elapsed.TotalSeconds:0} s.");
            return Failures.Interrupted;
        }
        catch (Exception e) when (Failures.SpeaksForItself(e))
        {
            console.MarkupLineInterpolated($"[bold red]Failed[/] after {watch.Elapsed.TotalSeconds:0} s: {e.Message}");
            if (File.Exists(log))
            {
                console.WriteLine("the operator's last lines:");
                foreach (var line in File.ReadLines(log).TakeLast(25))
                    console.WriteLine(line);
            }

            return 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task RunStepsAsync(DemoRun run, string kubeconfig, DemoOptions options, string log, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var settings = options.Kills > 0 ? OperatorCrashes.ShortLease : null;
        await using var crashes = new OperatorCrashes(() => OperatorProcess.Start(options.OperatorProgram, kubeconfig, log, settings), options.Seed);
        console.MarkupLineInterpolated($"[bold]>[/] operator: process {crashes.Process.Id}, knows the members only through kubeconfigs in Secrets of the hub");
        foreach (var step in new[] { run.PlaceAsync, run.RaisePriceAsync, run.LoseClusterAsync, run.DeleteAsync })
            await Task.WhenAll(step(cancellationToken), crashes.CrashAsync(options.Kills, cancellationToken));
        if (options.Kills > 0)
            console.MarkupLineInterpolated($"[bold]>[/] killed the operator {crashes.Count} times meanwhile (seed {options.Seed})");
    }
}

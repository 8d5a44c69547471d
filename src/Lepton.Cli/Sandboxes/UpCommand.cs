using System.CommandLine;
using Lepton.Cli.Manifests;
using Lepton.Cli.Output;
using Lepton.Cli.Sandboxes.Control;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Simulation;
using Spectre.Console;

namespace Lepton.Cli.Sandboxes;

/// <summary><c>lepton sandbox</c>: a fleet left running until it is interrupted or told to end, and the commands that speak to it.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var options = new SandboxCommandOptions();
        var own = new UpOptions();
        var up = new Command("up", "Starts hub and members with the operator and leaves them running; prints kubeconfigs for kubectl. Ctrl-C ends it.");
        options.AddTo(up);
        own.AddTo(up);
        up.SetAction((result, token) => RunAsync(result, options, own, token));
        var command = new Command("sandbox", "A hub and member clusters in one process, served to the real kubectl.") { up };
        foreach (var control in ControlCommands.Create())
            command.Subcommands.Add(control);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, SandboxCommandOptions options, UpOptions own, CancellationToken cancellationToken)
    {
        var console = Terminal.Create();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // Everything that can be wrong with files is found before anything starts.
            var fleet = SandboxCommandOptions.LoadFleet(options.Fleet(result));
            var definitions = ManifestFiles.Load([options.Definitions(result)]);
            var samples = own.Empty(result) ? null : FleetSamples.Load(options.Fleet(result), fleet, options.GivenSamples(result));
            var program = own.Bare(result) ? null : options.Operator(result);
            using var clock = new SandboxClock(own.Speed(result));
            var times = own.Realistic(result) ? SimulationOptions.Realistic : new SimulationOptions();
            await using var session = await SandboxSession.StartAsync(fleet, ending.Token, times, own.Port(result), clock);
            await SandboxFolders.ClaimAsync(session.Folder, own.Name(result));
            await using var director = new FleetDirector(session.Fleet, clock) { OnFailure = (fault, error) => console.WriteLine($"fault {fault.Kind} of {fault.Cluster}: {error.Message}") };
            var load = new SandboxLoad(session, clock);
            await using var control = new ControlServer(session.Folder, new SandboxController(session, director, load, clock, ending.Cancel).HandleAsync);
            await HubSetup.InstallDefinitionsAsync(session.Hub, definitions, ending.Token);
            await HubSetup.AddMembersAsync(session.Hub, session.Members.Keys.Select(c => (c, session.MemberKubeconfig(c))), ending.Token);
            var homeless = await FleetStart.WaitAsync(session.Members, TimeSpan.FromSeconds(own.Speed(result) > 0 ? 10 : 1), ending.Token);
            if (homeless.Count > 0)
                console.WriteLine($"of the fleet's own work has no node yet: {string.Join(", ", homeless)}");
            var dashboard = own.DashboardPort(result);
            await using var process = program is null ? null : OperatorProcess.Start(program, session.HubKubeconfig, Path.Combine(session.Folder, "operator.log"), metricsPort: own.MetricsPort(result), dashboardPort: dashboard);
            if (samples is not null)
                await HubSetup.ApplyAsync(session.Hub, samples, ending.Token);
            director.Schedule();
            using var prices = new PriceFeed(fleet.Scenario.Prices, new HubPrices(session.Hub), clock, console.WriteLine);
            Announce(console, session, process, own.MetricsPort(result), dashboard);
            await load.RunAsync(ending.Token);
            console.WriteLine("ending");
            return 0;
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            console.WriteLine("interrupted while starting");
            return Failures.Interrupted;
        }
        catch (Exception e) when (e is ArgumentException || Failures.SpeaksForItself(e))
        {
            console.MarkupLineInterpolated($"[bold red]Failed[/]: {e.Message}");
            return 1;
        }
    }

    private static void Announce(IAnsiConsole console, SandboxSession session, OperatorProcess? process, int metricsPort, int dashboardPort)
    {
        var table = new Table().AddColumns("CLUSTER", "SERVER", "KUBECONFIG");
        foreach (var cluster in session.Clusters)
            table.AddRow(cluster.Name, $"{cluster.Server}", Path.Combine(session.Folder, $"{cluster.Name}.kubeconfig"));
        console.Write(table);
        if (process is not null)
            console.WriteLine($"operator: process {process.Id}, log {process.LogFile}");
        if (process is not null)
            console.WriteLine($"dashboard: http://127.0.0.1:{dashboardPort}/");
        if (process is not null && metricsPort > 0)
            console.WriteLine($"metrics: http://127.0.0.1:{metricsPort}/metrics");
        console.WriteLine($"try: kubectl --kubeconfig {session.HubKubeconfig} get lepton -A");
        console.WriteLine("Ctrl-C (or 'lepton sandbox down' elsewhere) ends the sandbox and removes its files.");
    }
}

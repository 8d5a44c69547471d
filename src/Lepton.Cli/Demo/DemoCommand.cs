using System.CommandLine;
using System.Diagnostics;
using Lepton.Cli.Manifests;
using Lepton.Cli.Sandboxes;
using Lepton.Kubernetes.Http;
using Lepton.Sandbox.Fleet;
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
        command.SetAction((result, token) => RunAsync(
            new DemoOptions(common.Operator(result), common.Samples(result), common.Definitions(result), common.Fleet(result)), Terminal.Create(), token));
        return command;
    }

    internal static async Task<int> RunAsync(DemoOptions options, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var log = Path.Combine(Path.GetTempPath(), $"lepton-demo-operator-{Environment.ProcessId}.log");
        try
        {
            var definitions = ManifestFiles.Load([options.Definitions]);
            var samples = ManifestFiles.Load([options.Samples]);
            DemoRun.Hurry(samples);
            await using var session = await SandboxSession.StartAsync(SandboxCommandOptions.LoadFleet(options.Fleet), cancellationToken);
            console.MarkupLineInterpolated($"[bold]>[/] sandbox: hub and {session.Members.Count} members ({string.Join(", ", session.Members.Keys)}) serve the Kubernetes API");
            await HubSetup.InstallDefinitionsAsync(session.Hub, definitions, cancellationToken);
            await HubSetup.AddMembersAsync(session.Hub, session.Members.Keys.Select(c => (c, session.MemberKubeconfig(c))), cancellationToken);
            await using var process = OperatorProcess.Start(options.OperatorProgram, session.HubKubeconfig, log);
            console.MarkupLineInterpolated($"[bold]>[/] operator: process {process.Id}, knows the members only through kubeconfigs in Secrets of the hub");

            var run = new DemoRun(session, options, samples, console);
            await run.PlaceAsync(cancellationToken);
            await run.RaisePriceAsync(cancellationToken);
            await run.LoseClusterAsync(cancellationToken);
            await run.DeleteAsync(cancellationToken);
            console.MarkupLineInterpolated($"[bold green]All of it was observed[/] in {watch.Elapsed.TotalSeconds:0} s.");
        }
        catch (Exception e) when (e is TimeoutException or KubernetesApiException or ManifestException or HttpRequestException or IOException or InvalidOperationException or System.ComponentModel.Win32Exception or FleetFileException)
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
            File.Delete(log);
        }

        return 0;
    }
}

using System.CommandLine;
using Lepton.Cli.Manifests;
using Spectre.Console;

namespace Lepton.Cli.Sandboxes;

/// <summary><c>lepton sandbox up</c>: the demo's fleet, left running until it is interrupted.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var options = new SandboxCommandOptions();
        var empty = new Option<bool>("--no-samples") { Description = "Apply no sample models." };
        var bare = new Option<bool>("--no-operator") { Description = "Start no operator." };
        var up = new Command("up", "Starts hub and members with the operator and leaves them running; prints kubeconfigs for kubectl. Ctrl-C ends it.") { empty, bare };
        options.AddTo(up);
        up.SetAction((result, token) => RunAsync(result, options, result.GetValue(empty), result.GetValue(bare), token));
        return new Command("sandbox", "A hub and member clusters in one process, served to the real kubectl.") { up };
    }

    private static async Task<int> RunAsync(ParseResult result, SandboxCommandOptions options, bool empty, bool bare, CancellationToken cancellationToken)
    {
        var console = Terminal.Create();
        try
        {
            // Everything that can be wrong with files is found before anything starts.
            var fleet = SandboxCommandOptions.LoadFleet(options.Fleet(result));
            var definitions = ManifestSet.Load([options.Definitions(result)]);
            var samples = empty ? null : ManifestSet.Load([options.Samples(result)]);
            var program = bare ? null : options.Operator(result);
            await using var session = await SandboxSession.StartAsync(fleet, cancellationToken);
            await HubSetup.InstallDefinitionsAsync(session.Hub, definitions, cancellationToken);
            await HubSetup.AddMembersAsync(session.Hub, session.Members.Keys.Select(c => (c, session.MemberKubeconfig(c))), cancellationToken);
            await using var process = program is null ? null : OperatorProcess.Start(program, session.HubKubeconfig, Path.Combine(session.Folder, "operator.log"));
            if (samples is not null)
                await HubSetup.ApplyAsync(session.Hub, samples, cancellationToken);
            Announce(console, session, process);
            await UntilInterruptedAsync(cancellationToken);
            console.WriteLine("ending");
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            console.WriteLine("interrupted while starting");
            return Failures.Interrupted;
        }
        catch (Exception e) when (Failures.SpeaksForItself(e))
        {
            console.MarkupLineInterpolated($"[bold red]Failed[/]: {e.Message}");
            return 1;
        }
    }

    private static void Announce(IAnsiConsole console, SandboxSession session, OperatorProcess? process)
    {
        var table = new Table().AddColumns("CLUSTER", "SERVER", "KUBECONFIG");
        foreach (var cluster in session.Clusters)
            table.AddRow(cluster.Name, $"{cluster.Server}", Path.Combine(session.Folder, $"{cluster.Name}.kubeconfig"));
        console.Write(table);
        if (process is not null)
            console.WriteLine($"operator: process {process.Id}, log {process.LogFile}");
        console.WriteLine($"try: kubectl --kubeconfig {session.HubKubeconfig} get lepton -A");
        console.WriteLine("Ctrl-C ends the sandbox and removes its files.");
    }

    private static async Task UntilInterruptedAsync(CancellationToken cancellationToken)
    {
        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(interrupted.SetResult);
        await interrupted.Task;
    }
}

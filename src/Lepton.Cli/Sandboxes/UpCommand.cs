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
        await using var session = await SandboxSession.StartAsync(SandboxCommandOptions.LoadFleet(options.Fleet(result)), cancellationToken);
        await HubSetup.InstallDefinitionsAsync(session.Hub, ManifestFiles.Load([options.Definitions(result)]), cancellationToken);
        await HubSetup.AddMembersAsync(session.Hub, session.Members.Keys.Select(c => (c, session.MemberKubeconfig(c))), cancellationToken);
        await using var process = bare ? null : OperatorProcess.Start(options.Operator(result), session.HubKubeconfig, Path.Combine(session.Folder, "operator.log"));
        if (!empty)
            await HubSetup.ApplyAsync(session.Hub, ManifestFiles.Load([options.Samples(result)]), cancellationToken);

        var table = new Table().AddColumns("CLUSTER", "SERVER", "KUBECONFIG");
        foreach (var cluster in session.Clusters)
            table.AddRow(cluster.Name, $"{cluster.Server}", Path.Combine(session.Folder, $"{cluster.Name}.kubeconfig"));
        console.Write(table);
        if (process is not null)
            console.WriteLine($"operator: process {process.Id}, log {process.LogFile}");
        console.WriteLine($"try: kubectl --kubeconfig {session.HubKubeconfig} get lepton -A");
        console.WriteLine("Ctrl-C ends the sandbox and removes its files.");
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            console.WriteLine("ending");
        }

        return 0;
    }
}

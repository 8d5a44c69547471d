using System.CommandLine;
using Lepton.Cli.Hub;
using Lepton.Cli.Output;

namespace Lepton.Cli.Rollouts;

/// <summary><c>lepton history MODEL</c> and <c>lepton rollback MODEL</c>.</summary>
internal static class RolloutCommands
{
    public static Command History()
    {
        var (hub, format, model, @namespace) = (new HubOptions(), Report.FormatOption(), Model(), Namespace());
        var command = new Command("history", "Shows a model's revisions: image, when, by whom, how it is with each and in which clusters it runs.") { model, @namespace, format };
        hub.AddTo(command);
        command.SetAction((result, token) => hub.RunAsync(result, Console.Error, async (client, configuration) =>
        {
            var history = await ModelHistory.ReadAsync(client, result.GetValue(@namespace) ?? configuration.Namespace, result.GetValue(model)!, token);
            history.Describe().Write(result.GetValue(format)!, Terminal.Create());
            return 0;
        }));
        return command;
    }

    public static Command RollbackCommand()
    {
        var (hub, format, model, @namespace) = (new HubOptions(), Report.FormatOption(), Model(), Namespace());
        var revision = new Option<long?>("--to-revision") { Description = "Number of the revision, as lepton history shows it; without it the last good one, or the one before it where that is what the spec says already." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what would change." };
        var command = new Command("rollback", "Puts an older revision's image, arguments, pod template and so on into a model's spec again. Where Git has the spec, change it there too.") { model, @namespace, revision, dryRun, format };
        hub.AddTo(command);
        command.SetAction((result, token) => hub.RunAsync(result, Console.Error, async (client, configuration) =>
        {
            var report = await new Rollback(client, Console.Error).RunAsync(
                result.GetValue(@namespace) ?? configuration.Namespace, result.GetValue(model)!, result.GetValue(revision), result.GetValue(dryRun), token);
            report.Write(result.GetValue(format)!, Terminal.Create());
            return 0;
        }));
        return command;
    }

    private static Argument<string> Model() => new("MODEL") { Description = "Name of the LeptonModel." };

    private static Option<string?> Namespace() => new("--namespace", "-n") { Description = "Its namespace; without it the kubeconfig's." };
}

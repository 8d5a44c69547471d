using System.CommandLine;

namespace Lepton.Cli.Hub;

/// <summary><c>lepton drain CLUSTER</c> and <c>lepton uncordon CLUSTER</c>.</summary>
internal static class DrainCommands
{
    public static Command DrainCommand()
    {
        var (hub, cluster) = (new HubOptions(), Cluster());
        var wait = new Option<int>("--wait") { Description = "Wait so many seconds for the cluster to be empty; 0 does not wait.", DefaultValueFactory = _ => 0 };
        var command = new Command("drain", "Moves every model away from a cluster, as their policies have moves made, and places nothing new there.") { cluster, wait };
        hub.AddTo(command);
        command.SetAction((result, token) => hub.RunAsync(result, Console.Error, async (client, _) =>
        {
            var drain = new Drain(client, Console.Out);
            await drain.DrainAsync(result.GetValue(cluster)!, token);
            if (result.GetValue(wait) is > 0 and var seconds)
                await drain.WaitAsync(result.GetValue(cluster)!, TimeSpan.FromSeconds(seconds), TimeProvider.System, token);
            return 0;
        }));
        return command;
    }

    public static Command UncordonCommand()
    {
        var (hub, cluster) = (new HubOptions(), Cluster());
        var command = new Command("uncordon", "Lets a cluster be used again.") { cluster };
        hub.AddTo(command);
        command.SetAction((result, token) => hub.RunAsync(result, Console.Error, async (client, _) =>
        {
            await new Drain(client, Console.Out).UncordonAsync(result.GetValue(cluster)!, token);
            return 0;
        }));
        return command;
    }

    private static Argument<string> Cluster() => new("CLUSTER") { Description = "Name of the member cluster, as in spec.clusters of its CloudProvider." };
}

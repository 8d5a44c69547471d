using System.CommandLine;
using System.Globalization;
using Lepton.Cli.Hub;
using Lepton.Cli.Output;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;

namespace Lepton.Cli.Members;

/// <summary><c>lepton members</c>: the clusters that models can be placed in, as the hub knows them.</summary>
internal static class MembersCommand
{
    private static readonly TimeSpan LeastLifetime = TimeSpan.FromMinutes(10);

    public static Command Create() => new("members", "Adds clusters to the fleet with the least rights, lists and removes them.") { Add(), List(), Remove() };

    private static Command Add()
    {
        var (hub, name, space, admin) = (new HubOptions(), Name(), Namespace(), new AdminOptions());
        var lifetime = new Option<string>("--token-lifetime") { Description = "How long a token lasts (hh:mm:ss, at least 00:10:00); the operator renews it from half its life on.", DefaultValueFactory = _ => "24:00:00" };
        var server = new Option<string?>("--server") { Description = "URL at which the hub reaches the member, when that is not the one in its kubeconfig." };
        var command = new Command("add", "Makes an account with exactly the operator's rights in a cluster, checks them, and puts its kubeconfig into a Secret of the hub.") { name, space, lifetime, server };
        admin.AddTo(command, required: true);
        hub.AddTo(command);
        command.SetAction((result, token) => hub.RunAsync(result, Console.Error, async (client, _) =>
        {
            await new MemberAdd(client, result.GetValue(space)!, Console.Out)
                .RunAsync(result.GetValue(name)!, admin.Read(result)!, Lifetime(result.GetValue(lifetime)!), result.GetValue(server), token);
            return 0;
        }));
        return command;
    }

    private static Command List()
    {
        var (hub, space, format) = (new HubOptions(), Namespace(), Report.FormatOption());
        var check = new Option<bool>("--check") { Description = "Connect to each member with its kubeconfig and ask which rights are missing." };
        var command = new Command("list", "Shows the members: reachable or not, how long their tokens last, and with --check their rights.") { space, format, check };
        hub.AddTo(command);
        command.SetAction((result, token) => hub.RunAsync(result, Console.Error, async (client, _) =>
        {
            var report = await new MemberList(client, result.GetValue(space)!, TimeProvider.System).RunAsync(result.GetValue(check), token);
            report.Write(result.GetValue(format)!, Terminal.Create());
            return 0;
        }));
        return command;
    }

    private static Command Remove()
    {
        var (hub, name, space, admin) = (new HubOptions(), Name(), Namespace(), new AdminOptions());
        var force = new Option<bool>("--force") { Description = "Even while a CloudProvider names it; what runs there stays." };
        var command = new Command("remove", "Removes a member's Secret and, with its kubeconfig, the account and roles in it.") { name, space, force };
        admin.AddTo(command, required: false);
        hub.AddTo(command);
        command.SetAction((result, token) => hub.RunAsync(result, Console.Error, async (client, _) =>
        {
            using var member = admin.Read(result) is { } configuration ? new KubernetesClient(configuration) : null;
            await new MemberRemove(client, result.GetValue(space)!, Console.Out).RunAsync(result.GetValue(name)!, member, result.GetValue(force), token);
            return 0;
        }));
        return command;
    }

    internal static TimeSpan Lifetime(string text)
    {
        // Hours beyond a day are written as they are meant: TimeSpan would read 24:00:00 as 24 days.
        var parts = text.Split(':');
        var numbers = parts.Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1).ToList();
        var span = numbers is [>= 0, >= 0 and < 60, >= 0 and < 60] ? new TimeSpan(numbers[0], numbers[1], numbers[2]) : TimeSpan.Zero;
        return span >= LeastLifetime ? span : throw new CommandException($"--token-lifetime: found \"{text}\", expected hh:mm:ss of at least {LeastLifetime:c}, such as 24:00:00");
    }

    private static Argument<string> Name() => new("NAME") { Description = "Name of the member, as in spec.clusters of its CloudProvider." };

    private static Option<string> Namespace() => new("--namespace", "-n") { Description = "The operator's namespace in the hub.", DefaultValueFactory = _ => "lepton-system" };

    /// <summary>The member as its administrator.</summary>
    private sealed class AdminOptions
    {
        private readonly Option<string?> _kubeconfig = new("--member-kubeconfig") { Description = "Kubeconfig of an administrator of the member." };
        private readonly Option<string?> _context = new("--member-context") { Description = "Context of that kubeconfig." };

        public void AddTo(Command command, bool required)
        {
            _kubeconfig.Required = required;
            command.Options.Add(_kubeconfig);
            command.Options.Add(_context);
        }

        public KubernetesClientConfiguration? Read(ParseResult result) =>
            result.GetValue(_kubeconfig) is { } file ? KubernetesClientConfiguration.BuildConfigFromConfigFile(file, result.GetValue(_context)) : null;
    }
}

using System.CommandLine;
using System.Globalization;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Sandboxes.Control;

/// <summary>The commands that speak to a running sandbox.</summary>
internal static class ControlCommands
{
    public static IEnumerable<Command> Create() => [Status(), Kubeconfig(), Fault(), Price(), Load(), Clock(), Down()];

    private static Command Status() => Verb("status", "Shows clusters, nodes, faults in force, load and the clock.", "status");

    private static Command Down()
    {
        var command = new Command("down", "Ends a running sandbox; nothing of it is left.");
        var name = Name(command);
        command.SetAction((result, token) => ReportAsync(result, async () =>
        {
            var folder = await SandboxFolders.FindAsync(result.GetValue(name));
            var lines = await SandboxFolders.AskAsync(folder, new ControlRequest("down", new Dictionary<string, string>()), token);
            await Wait.UntilAsync($"the sandbox in {folder} is gone", () => Task.FromResult(!Directory.Exists(folder)), TimeSpan.FromSeconds(60), token);
            return lines;
        }));
        return command;
    }

    private static Command Kubeconfig()
    {
        var cluster = new Argument<string>("cluster") { Description = "The hub or a member; the hub when left out.", DefaultValueFactory = _ => "" };
        var command = new Command("kubeconfig", "Prints the path of a cluster's kubeconfig (kubectl --kubeconfig \"$(lepton sandbox kubeconfig)\" get nodes).") { cluster };
        var name = Name(command);
        command.SetAction((result, _) => ReportAsync(result, async () =>
        {
            var folder = await SandboxFolders.FindAsync(result.GetValue(name));
            var known = Directory.GetFiles(folder, "*.kubeconfig").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ToList();
            var wanted = result.GetValue(cluster)!.Length > 0 ? result.GetValue(cluster)! : await File.ReadAllTextAsync(Path.Combine(folder, "hub"));
            if (!known.Contains(wanted, StringComparer.Ordinal))
                throw new ArgumentException($"no cluster \"{wanted}\"{Hint(wanted, known)}; clusters: {string.Join(", ", known)}");
            return [Path.Combine(folder, wanted + ".kubeconfig")];
        }));
        return command;
    }

    private static Command Fault()
    {
        var kind = new Argument<string>("kind") { Description = $"{string.Join(", ", Enum.GetNames<FaultKind>())}; or 'end' with the number of a fault, or 'end all'." };
        var cluster = new Argument<string>("cluster") { Description = "The member it strikes (or the number, after 'end')." };
        var pool = new Option<string>("--pool") { Description = "For faults of nodes and stock.", DefaultValueFactory = _ => "" };
        var node = new Option<int>("--node") { Description = "Which node of the pool, from 0." };
        var gpus = new Option<int>("--gpus") { Description = "How many GPUs fail.", DefaultValueFactory = _ => 1 };
        var pods = new Option<string>("--pods") { Description = "For CrashLoop: namespace/prefix of the Pods' names; namespace/ for all of it.", DefaultValueFactory = _ => "" };
        var minutes = new Option<double?>("--for-minutes") { Description = "Ends by itself after so many minutes of the sandbox's clock; else when 'fault end' says so." };
        kind.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>();
            if (text != "end" && !Enum.GetNames<FaultKind>().Contains(text, StringComparer.Ordinal))
                result.AddError($"kind: found \"{text}\"{Hint(text, Enum.GetNames<FaultKind>())}; expected one of {string.Join(", ", Enum.GetNames<FaultKind>())}, end");
        });
        return Verb("fault", "Makes something go wrong, or right again.", result => result.GetValue(kind) == "end" ? "end-fault" : "fault",
            result => new() { ["kind"] = result.GetValue(kind)!, ["cluster"] = result.GetValue(cluster)!, ["pool"] = result.GetValue(pool)!, ["node"] = Text(result.GetValue(node)), ["gpus"] = Text(result.GetValue(gpus)), ["pods"] = result.GetValue(pods)!, ["minutes"] = Text(result.GetValue(minutes)) },
            kind, cluster, pool, node, gpus, pods, minutes);
    }

    private static Command Price()
    {
        var provider = new Argument<string>("provider") { Description = "Name of the CloudProvider." };
        var accelerator = new Argument<string>("accelerator") { Description = "Canonical GPU name, such as H100." };
        var dollars = new Option<double?>("--dollars") { Description = "$ per GPU and hour." };
        var factor = new Option<double?>("--factor") { Description = "Times the lowest price the provider's pools have now." };
        var spot = new Option<bool>("--spot") { Description = "The spot price; else on demand." };
        var command = Verb("price", "Changes what a provider asks for a GPU, in its CloudProvider on the hub.", _ => "price",
            result => new() { ["provider"] = result.GetValue(provider)!, ["accelerator"] = result.GetValue(accelerator)!, ["dollars"] = Text(result.GetValue(dollars)), ["factor"] = Text(result.GetValue(factor)), ["spot"] = result.GetValue(spot) ? "true" : "" },
            provider, accelerator, dollars, factor, spot);
        command.Validators.Add(result =>
        {
            if (result.GetValue(dollars) is null == result.GetValue(factor) is null)
                result.AddError("expected one of --dollars and --factor");
            if ((result.GetValue(dollars) ?? result.GetValue(factor) ?? 1) <= 0)
                result.AddError("--dollars and --factor: expected a number above 0");
        });
        return command;
    }

    private static Command Load()
    {
        var model = new Argument<string>("model") { Description = "namespace/name of a LeptonModel." };
        var units = new Argument<double>("units-per-second") { Description = "Units per second that come in from now on." };
        units.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() >= 0))
                result.AddError("units-per-second: expected a number of at least 0");
        });
        return Verb("load", "Sets the requests a model gets; its autoscalers read metrics that follow.", _ => "load", result => new() { ["model"] = result.GetValue(model)!, ["units"] = Text(result.GetValue(units)) }, model, units);
    }

    private static Command Clock()
    {
        var speed = new Option<double?>("--speed") { Description = "Sandbox seconds per real second; 0 stands still." };
        var step = new Option<double?>("--step-minutes") { Description = "Goes so many minutes forward at once." };
        return Verb("clock", "Shows or changes how time goes in the clusters (the operator lives in real time).", _ => "clock", result => new() { ["speed"] = Text(result.GetValue(speed)), ["step"] = Text(result.GetValue(step)) }, speed, step);
    }

    private static Command Verb(string name, string description, string verb) => Verb(name, description, _ => verb, _ => []);

    private static Command Verb(string name, string description, Func<ParseResult, string> verb, Func<ParseResult, Dictionary<string, string>> arguments, params Symbol[] symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Options.Add((Option)symbol);
        }

        var sandbox = Name(command);
        command.SetAction((result, token) => ReportAsync(result, async () =>
            await SandboxFolders.AskAsync(await SandboxFolders.FindAsync(result.GetValue(sandbox)), new ControlRequest(verb(result), arguments(result)), token)));
        return command;
    }

    private static Option<string?> Name(Command command)
    {
        var name = new Option<string?>("--name") { Description = "Which sandbox, where several run." };
        command.Options.Add(name);
        return name;
    }

    private static async Task<int> ReportAsync(ParseResult result, Func<Task<IReadOnlyList<string>>> ask)
    {
        try
        {
            foreach (var line in await ask())
                await result.InvocationConfiguration.Output.WriteLineAsync(line);
            return 0;
        }
        catch (Exception e) when (e is ArgumentException or System.Net.Sockets.SocketException || Failures.SpeaksForItself(e))
        {
            await result.InvocationConfiguration.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static string Hint(string word, IEnumerable<string> known) => NearestWord.Find(word, known) is { } near ? $"; did you mean \"{near}\"?" : "";

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";
}

using System.CommandLine;
using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.Cli.Hub;
using Lepton.Cli.Live;
using Lepton.Cli.Output;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Operator.Planning;
using Lepton.Operator.Views;
using Lepton.Placement;

namespace Lepton.Cli.Views;

/// <summary>Commands that look at a live hub and change nothing: explain, cost, top, doctor.</summary>
internal static class ViewCommands
{
    public static Command Explain()
    {
        var model = new Argument<string>("MODEL") { Description = "Name of the LeptonModel." };
        var @namespace = new Option<string?>("--namespace", "-n") { Description = "Its namespace; without it the kubeconfig's." };
        return Create("explain", "Says of a model where it is and why, what else was considered, and what it waits for.", [model], [@namespace],
            (result, hub, configuration, token) => ModelExplanation.ReadAsync(hub, result.GetValue(@namespace) ?? configuration.Namespace, result.GetValue(model)!, token));
    }

    public static Command Cost()
    {
        var by = new Option<string>("--by") { Description = $"{string.Join(", ", CostView.Keys)}.", DefaultValueFactory = _ => "model" };
        by.AcceptOnlyFromAmong(CostView.Keys);
        var @namespace = new Option<string?>("--namespace", "-n") { Description = "Only models of this namespace." };
        var baselines = new Option<bool>("--baselines") { Description = "Compare with simpler ways of placing the same work; reads the members by their kubeconfigs." };
        return Create("cost", "Dollars per hour and month by model, namespace, provider, cluster or accelerator, and whether moves have paid.", [], [by, @namespace, baselines],
            async (result, hub, configuration, token) =>
            {
                var models = (await hub.Resource<LeptonModel>().ListAllAsync(result.GetValue(@namespace), cancellationToken: token)).Items;
                var report = CostReport.Of([.. models], result.GetValue(by)!);
                return result.GetValue(baselines) ? report with { After = [.. report.After, .. await BaselinesAsync(hub, configuration, token)] } : report;
            });
    }

    public static Command Top()
    {
        var accelerator = new Option<string?>("--accelerator") { Description = "Only pools with this one, such as H100." };
        return Create("top", "GPUs of every pool: used by models and by others, free, what node pools may add, and prices.", [], [accelerator],
            async (result, hub, _, token) => TopReport.Of([.. (await hub.Resource<CloudProvider>().ListAllAsync(cancellationToken: token)).Items], result.GetValue(accelerator)));
    }

    public static Command DoctorCommand()
    {
        var @namespace = new Option<string>("--namespace", "-n") { Description = "The operator's namespace.", DefaultValueFactory = _ => "lepton-system" };
        var (hub, format) = (new HubOptions(), Report.FormatOption());
        var command = new Command("doctor", "Looks at everything that has to be right and says of what is not what to do. Exit status 1 when something needs somebody.") { @namespace, format };
        hub.AddTo(command);
        command.SetAction((result, token) => hub.RunAsync(result, Console.Error, async (client, _) =>
        {
            var findings = await new Doctor(client, result.GetValue(@namespace)!, TimeProvider.System).RunAsync(token);
            Doctor.Describe(findings).Write(result.GetValue(format)!, Terminal.Create());
            return findings.All(f => f.Well) ? 0 : 1;
        }));
        return command;
    }

    private static async Task<IEnumerable<string>> BaselinesAsync(IKubernetesClient hub, KubernetesClientConfiguration configuration, CancellationToken cancellationToken)
    {
        var fleet = await LiveFleet.ReadAsync(hub, configuration, TimeProvider.System, cancellationToken);
        var plan = new FleetPlanner(new PlacementSolver(), fleet.Prices).Plan(fleet.Snapshot, cancellationToken);
        return [.. fleet.Problems.Select(p => $"not read: {p}"), .. CostReport.Baselines(plan.Problem, Bill.Hourly(plan.Problem, plan.Solution))];
    }

    private static Command Create(
        string name, string description, IReadOnlyList<Argument> arguments, IReadOnlyList<Option> options,
        Func<ParseResult, IKubernetesClient, KubernetesClientConfiguration, CancellationToken, Task<Report>> read)
    {
        var (hub, format) = (new HubOptions(), Report.FormatOption());
        var command = new Command(name, description);
        foreach (var argument in arguments)
            command.Arguments.Add(argument);
        foreach (var option in options)
            command.Options.Add(option);
        command.Options.Add(format);
        hub.AddTo(command);
        command.SetAction((result, token) => hub.RunAsync(result, Console.Error, async (client, configuration) =>
        {
            (await read(result, client, configuration, token)).Write(result.GetValue(format)!, Terminal.Create());
            return 0;
        }));
        return command;
    }
}

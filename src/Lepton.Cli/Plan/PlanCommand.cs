using System.CommandLine;
using System.Text.Json;
using Lepton.Api.Manifests;
using Lepton.Cli.Hub;
using Lepton.Cli.Live;
using Lepton.Cli.Manifests;
using Lepton.Cli.Output;
using Lepton.Kubernetes.Serialization;
using Lepton.Placement;
using Lepton.Placement.Interchange;
using Spectre.Console;

namespace Lepton.Cli.Plan;

/// <summary><c>lepton plan -f FILES</c>: what would be placed where, from manifests alone, with reasons and dollars.</summary>
internal static class PlanCommand
{
    /// <summary>All placed.</summary>
    public const int Placed = 0;

    /// <summary>The manifests cannot be used.</summary>
    public const int Invalid = 1;

    /// <summary>Some work has no place.</summary>
    public const int Unplaced = 2;

    public static Command Create()
    {
        var files = new Option<string[]>("--filename", "-f") { Description = "Manifest files or folders; - is standard input. Without it, or with --live, the plan is made on the hub.", AllowMultipleArgumentsPerToken = true };
        var live = new Option<bool>("--live") { Description = "Plan on the hub with the files applied to it." };
        var prices = new Option<string[]>("--price") { Description = "What if this were the price: PROVIDER/ACCELERATOR[:Spot]=DOLLARS per GPU and hour." };
        var without = new Option<string[]>("--without") { Description = "What if this cluster were lost." };
        var output = new Option<string>("--output", "-o") { Description = "table, json or yaml.", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("table", "json", "yaml");
        var explain = new Option<bool>("--explain") { Description = "Show every candidate of every model with its verdict (from manifests)." };
        var dump = new Option<string?>("--dump-problem") { Description = "Write the placement problem as an interchange file (from manifests)." };
        var hub = new HubOptions();
        var command = new Command("plan", "Places manifests without any cluster (capacity is what the CloudProviders' nodePools declare), or says what would change on a live hub: exit status 0 nothing, 1 something, 2 trouble.")
        {
            files, live, prices, without, output, explain, dump,
        };
        hub.AddTo(command);
        command.SetAction(async (result, token) =>
        {
            var (given, format, whatIf) = (result.GetValue(files) ?? [], result.GetValue(output)!, new LivePlan(result.GetValue(prices) ?? [], result.GetValue(without) ?? []));
            if (given.Length > 0 && !result.GetValue(live))
                return Run(given, format, result.GetValue(explain), result.GetValue(dump), Terminal.Create(), Console.Error, whatIf);
            var status = LivePlan.Trouble;
            await hub.RunAsync(result, Console.Error, async (client, configuration) =>
            {
                var manifests = given.Length > 0 ? ManifestFiles.Load(given) : null;
                return status = whatIf.Run(await LiveFleet.ReadAsync(client, configuration, TimeProvider.System, token), manifests, format, Terminal.Create(), Console.Error);
            });
            return status;
        });
        return command;
    }

    internal static int Run(IEnumerable<string> files, string output, bool explain, string? dump, IAnsiConsole console, TextWriter errors, LivePlan? whatIf = null)
    {
        try
        {
            var manifests = ManifestFiles.Load(files);
            var problems = Validate(manifests);
            foreach (var problem in problems)
                errors.WriteLine(problem);
            if (problems.Count > 0)
                return Invalid;

            var plan = ManifestPlanner.Plan(manifests, TimeProvider.System.GetUtcNow(), whatIf);
            if (dump is not null)
                File.WriteAllText(dump, PlacementFile.WriteProblem(plan.Problem));
            if (output == "yaml")
                console.Profile.Out.Writer.Write(KubernetesYaml.Serialize(PlanJson.Of(plan)));
            else if (output == "json")
                console.Profile.Out.Writer.WriteLine(PlanJson.Of(plan).ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
            else
                PlanTables.Write(console, plan, explain);
            return plan.Models.Values.Any(m => m.Missing > 0) ? Unplaced : Placed;
        }
        catch (Exception e) when (e is ManifestException or PlacementProblemException or CommandException)
        {
            errors.WriteLine(e.Message);
            return Invalid;
        }
    }

    private static List<string> Validate(ManifestSet manifests)
    {
        var problems = new List<string>();
        if (manifests.Models.Count == 0)
            problems.Add("the files have no LeptonModel: there is nothing to place");
        if (manifests.Providers.Count == 0)
            problems.Add("the files have no CloudProvider: there is nowhere to place anything");
        return problems;
    }
}

using System.CommandLine;
using System.Text.Json;
using Lepton.Api.Manifests;
using Lepton.Cli.Manifests;
using Lepton.Cli.Output;
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
        var files = new Option<string[]>("--filename", "-f") { Description = "Manifest files or folders; - is standard input.", Required = true, AllowMultipleArgumentsPerToken = true };
        var output = new Option<string>("--output", "-o") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("table", "json");
        var explain = new Option<bool>("--explain") { Description = "Show every candidate of every model with its verdict." };
        var dump = new Option<string?>("--dump-problem") { Description = "Write the placement problem as an interchange file." };
        var command = new Command("plan", "Places manifests without any cluster: capacity is what the CloudProviders' nodePools declare.") { files, output, explain, dump };
        command.SetAction(result => Run(result.GetValue(files)!, result.GetValue(output)!, result.GetValue(explain), result.GetValue(dump), Terminal.Create(), Console.Error));
        return command;
    }

    internal static int Run(IEnumerable<string> files, string output, bool explain, string? dump, IAnsiConsole console, TextWriter errors)
    {
        try
        {
            var manifests = ManifestFiles.Load(files);
            var problems = Validate(manifests);
            foreach (var problem in problems)
                errors.WriteLine(problem);
            if (problems.Count > 0)
                return Invalid;

            var plan = ManifestPlanner.Plan(manifests, TimeProvider.System.GetUtcNow());
            if (dump is not null)
                File.WriteAllText(dump, PlacementFile.WriteProblem(plan.Problem));
            if (output == "json")
                console.Profile.Out.Writer.WriteLine(PlanJson.Of(plan).ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
            else
                PlanTables.Write(console, plan, explain);
            return plan.Models.Values.Any(m => m.Missing > 0) ? Unplaced : Placed;
        }
        catch (Exception e) when (e is ManifestException or PlacementProblemException)
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

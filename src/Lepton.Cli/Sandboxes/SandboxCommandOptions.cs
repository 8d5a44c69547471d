using System.CommandLine;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Sandboxes;

/// <summary>Options that the commands with a sandbox share. The defaults are right in a checkout and beside the programs.</summary>
internal sealed class SandboxCommandOptions
{
    private readonly Option<string?> _operator = new("--operator") { Description = "The operator's executable. Default: lepton-operator beside this program or on PATH." };
    public const string DefaultSamples = "config/samples";

    private readonly Option<string?> _samples = new("--samples") { Description = $"Folder with the manifests to apply. Default: what the ready fleet brings, else {DefaultSamples}." };
    private readonly Option<string> _definitions = new("--crds") { Description = "Folder with the CustomResourceDefinitions.", DefaultValueFactory = _ => "config/crd" };
    private readonly Option<string> _fleet = new("--fleet") { Description = $"A fleet file, or one of {string.Join(", ", ReadyFleets.Names)}.", DefaultValueFactory = _ => ReadyFleets.ThreeClouds };

    public void AddTo(Command command)
    {
        command.Options.Add(_operator);
        command.Options.Add(_samples);
        command.Options.Add(_definitions);
        command.Options.Add(_fleet);
    }

    public string Samples(ParseResult result) => GivenSamples(result) ?? DefaultSamples;

    /// <summary>Null when nothing was said.</summary>
    public string? GivenSamples(ParseResult result) => result.GetValue(_samples);

    public string Definitions(ParseResult result) => result.GetValue(_definitions)!;

    public string Fleet(ParseResult result) => result.GetValue(_fleet)!;

    public string Operator(ParseResult result) => result.GetValue(_operator) ?? FindOperator();

    public static FleetDefinition LoadFleet(string fleet) => ReadyFleets.Names.Contains(fleet) ? ReadyFleets.Load(fleet) : FleetFile.Load(fleet);

    private static string FindOperator()
    {
        const string name = "lepton-operator";
        string[] places = [AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "..", name), .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)];
        return places.Where(p => p.Length > 0).Select(p => Path.Combine(p, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"the program {name} was found neither beside this one nor on PATH: build it with 'make build' or name it with --operator");
    }
}

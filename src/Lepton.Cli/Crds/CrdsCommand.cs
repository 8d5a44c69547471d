using System.CommandLine;
using Lepton.Api;
using Lepton.ControllerRuntime.CrdGeneration;

namespace Lepton.Cli.Crds;

/// <summary><c>lepton crds</c>: the CustomResourceDefinitions, generated from the types.</summary>
internal static class CrdsCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--output", "-o") { Description = "Folder to write one file per kind into; standard output without it." };
        var command = new Command("crds", "Writes the CustomResourceDefinitions: kubectl apply --server-side -f <(lepton crds)") { output };
        command.SetAction(result => Run(result.GetValue(output), Console.Out));
        return command;
    }

    internal static int Run(string? folder, TextWriter output)
    {
        foreach (var type in LeptonCrds.Types)
        {
            var yaml = CrdYaml.Write(CrdGenerator.Generate(type));
            if (folder is null)
            {
                output.Write(yaml);
                continue;
            }

            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, LeptonCrds.FileName(type)), yaml);
        }

        return 0;
    }
}

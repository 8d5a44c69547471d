using System.CommandLine;
using System.CommandLine.Parsing;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;

namespace Lepton.Cli.Hub;

/// <summary>The options of every command that talks to the hub, and what its errors say.</summary>
internal sealed class HubOptions
{
    private readonly Option<string?> _kubeconfig = new("--kubeconfig") { Description = "Kubeconfig of the hub; without it KUBECONFIG or ~/.kube/config." };
    private readonly Option<string?> _context = new("--context") { Description = "Context of the kubeconfig." };

    public void AddTo(Command command)
    {
        command.Options.Add(_kubeconfig);
        command.Options.Add(_context);
    }

    /// <summary>Connects to the hub, works, and says of what fails what to do next.</summary>
    /// <returns>What <paramref name="work"/> answers; 1 when it fails.</returns>
    public async Task<int> RunAsync(ParseResult result, TextWriter errors, Func<IKubernetesClient, KubernetesClientConfiguration, Task<int>> work)
    {
        try
        {
            var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(result.GetValue(_kubeconfig), result.GetValue(_context));
            using var client = new KubernetesClient(configuration);
            return await work(client, configuration);
        }
        catch (Exception e) when (HubErrors.Explain(e) is { } message)
        {
            await errors.WriteLineAsync($"{Spoken(result.CommandResult)}: {message}");
            return 1;
        }
    }

    /// <summary>The command as it was called: <c>lepton members remove</c>.</summary>
    private static string Spoken(CommandResult command) =>
        command.Parent is CommandResult { Parent: not null } parent ? $"{Spoken(parent)} {command.Command.Name}" : $"lepton {command.Command.Name}";
}

using System.CommandLine;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;

namespace Lepton.Cli.Moves;

/// <summary><c>lepton approve MODEL</c>: lets a move that waits for approval be made.</summary>
internal static class ApproveCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "Name of the LeptonModel." };
        var @namespace = new Option<string?>("--namespace", "-n") { Description = "Its namespace; without it the kubeconfig's." };
        var id = new Option<string?>("--id") { Description = "Approve only this proposal, as status.proposal.id has it." };
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "Kubeconfig of the hub; without it KUBECONFIG or ~/.kube/config." };
        var context = new Option<string?>("--context") { Description = "Context of the kubeconfig." };
        var command = new Command("approve", "Approves the move that a model's status.proposal holds ready (rebalance.mode Manual).") { model, @namespace, id, kubeconfig, context };
        command.SetAction(async (result, token) =>
        {
            try
            {
                var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(result.GetValue(kubeconfig), result.GetValue(context));
                using var client = new KubernetesClient(configuration);
                var approval = new Approval(client, Console.Out, Console.Error);
                return await approval.GiveAsync(result.GetValue(@namespace) ?? configuration.Namespace, result.GetValue(model)!, result.GetValue(id), token);
            }
            catch (Exception e) when (e is KubeconfigException or KubernetesApiException or HttpRequestException)
            {
                await Console.Error.WriteLineAsync($"lepton approve: {e.Message}");
                return 1;
            }
        });
        return command;
    }
}

using Lepton.Cli.Manifests;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;

namespace Lepton.Cli.Hub;

/// <summary>What went wrong, and what to do next.</summary>
internal static class HubErrors
{
    /// <summary>Null for what is a mistake of the program and no matter of the hub.</summary>
    public static string? Explain(Exception error) => error switch
    {
        CommandException or ManifestException => error.Message,
        KubeconfigException => $"{error.Message}. Next: name the hub's kubeconfig with --kubeconfig FILE (and --context), or set KUBECONFIG",
        KubernetesApiException { IsNotFound: true } api when api.Message.Contains("could not find the requested resource", StringComparison.Ordinal) =>
            $"{api.Message}. Next: the server has no Lepton definitions; is it the hub? If it is: kubectl apply --server-side -f config/crd",
        KubernetesApiException { IsForbidden: true } api => $"{api.Message}. Next: have the role lepton-view (to read) or lepton-models-edit (to change models) of config/rbac/hub/user-roles.yaml bound to you",
        KubernetesApiException { HttpStatus: System.Net.HttpStatusCode.Unauthorized } api => $"{api.Message}. Next: log in again; the credentials of the kubeconfig are not (or no longer) accepted",
        KubernetesApiException api => api.Message,
        HttpRequestException http => $"{http.Message}. Next: see that the API server is up and reachable from here (kubectl version)",
        _ => null,
    };
}

/// <summary>A command cannot do what it was asked; the message says what was found, and what to do next.</summary>
internal sealed class CommandException(string message) : Exception(message);

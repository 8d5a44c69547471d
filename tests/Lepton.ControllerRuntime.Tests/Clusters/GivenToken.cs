using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;

namespace Lepton.ControllerRuntime.Tests.Clusters;

/// <summary>A token for those kubeconfigs that have none: of a service account, made for the test, that may do everything.</summary>
internal static class GivenToken
{
    private const string Account = "lepton-test";
    private const string Bindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";

    internal static async Task<string> IssueAsync(IKubernetesClient client, string @namespace)
    {
        var accounts = $"/api/v1/namespaces/{@namespace}/serviceaccounts";
        await client.RequestAsync(HttpMethod.Post, accounts, new JsonObject { ["metadata"] = new JsonObject { ["name"] = Account } });
        await client.RequestAsync(HttpMethod.Post, Bindings, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = @namespace },
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = "cluster-admin" },
            ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["namespace"] = @namespace, ["name"] = Account }),
        });
        var answer = await client.RequestAsync(HttpMethod.Post, $"{accounts}/{Account}/token", new JsonObject { ["spec"] = new JsonObject { ["expirationSeconds"] = 7200 } });
        return (string)answer!["status"]!["token"]!;
    }

    /// <summary>A token of an account that is no more is none; the server may remember for ten seconds that it was one.</summary>
    internal static Task RevokeAsync(IKubernetesClient client, string @namespace) =>
        client.RequestAsync(HttpMethod.Delete, $"/api/v1/namespaces/{@namespace}/serviceaccounts/{Account}");

    /// <summary>The account goes with its namespace.</summary>
    internal static async Task WithdrawAsync(IKubernetesClient client, string @namespace)
    {
        try
        {
            await client.RequestAsync(HttpMethod.Delete, $"{Bindings}/{@namespace}");
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            // The kubeconfig had a token of its own.
        }
    }
}

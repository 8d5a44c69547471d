using System.Text;
using System.Text.Json.Nodes;
using Lepton.Cli.Hub;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Access;
using Lepton.Operator.Members;

namespace Lepton.Cli.Members;

/// <summary>Makes a cluster a member: an account with the least rights there, its short-lived token in a Secret of the hub. May run again: then everything is put right and the token is new.</summary>
/// <param name="hub">As somebody who may write Secrets in the operator's namespace.</param>
/// <param name="namespace">The operator's namespace.</param>
internal sealed class MemberAdd(IKubernetesClient hub, string @namespace, TextWriter output)
{
    private static readonly ApplyOptions Apply = new("lepton-members") { Force = true };

    /// <summary>Authorizers learn of new roles a moment later.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>The Secret of the hub with a member's kubeconfig.</summary>
    public static string SecretOf(string member) => $"member-{member}";

    /// <param name="admin">The member, as somebody who may make roles there.</param>
    /// <param name="server">Where the hub finds the member, when that is not where we find it.</param>
    /// <exception cref="CommandException">The member cannot be made one; says what is missing.</exception>
    public async Task RunAsync(string name, KubernetesClientConfiguration admin, TimeSpan lifetime, string? server, CancellationToken cancellationToken)
    {
        using var member = new KubernetesClient(admin);
        await PrepareAsync(member, cancellationToken);
        await output.WriteLineAsync($"{name}: ServiceAccount {MemberAccess.Namespace}/{MemberAccess.Account} and its roles are in place at {admin.Host}");
        var (token, about) = await MemberToken.RequestAsync(member, MemberAccess.Namespace, MemberAccess.Account, lifetime, cancellationToken);
        var kubeconfig = MemberKubeconfig.Of(name, admin, token, server);
        await CheckAsync(name, MemberKubeconfig.Of(name, admin, token, null), cancellationToken);
        await StoreAsync(name, kubeconfig, about, cancellationToken);
        await output.WriteLineAsync($"{name}: Secret {@namespace}/{SecretOf(name)} holds its kubeconfig; the token lasts until {about.Expires:u}, the operator renews it from half its life on");
        await output.WriteLineAsync($"Next: name it in a CloudProvider's spec.clusters:\n{Snippet(name)}");
    }

    private static async Task PrepareAsync(IKubernetesClient member, CancellationToken cancellationToken)
    {
        foreach (var value in MemberObjects.All())
        {
            var item = new UnstructuredObject(value);
            var resource = await member.FindResourceAsync(item.ApiVersion!, item.Kind!, cancellationToken)
                ?? throw new CommandException($"{member.BaseAddress} does not serve {item.ApiVersion} {item.Kind}. Next: see that it is a Kubernetes API server of version 1.27 or later");
            try
            {
                await member.Resource(resource).ApplyAsync(item, Apply, cancellationToken);
            }
            catch (KubernetesApiException e) when (e.IsForbidden)
            {
                throw new CommandException($"{member.BaseAddress} refused {item.Kind} {item.Metadata.Name}: {e.Message}. Next: use a kubeconfig of a cluster administrator (--member-kubeconfig, --member-context), "
                    + "or have one apply config/rbac/member first");
            }
        }
    }

    private async Task CheckAsync(string name, string kubeconfig, CancellationToken cancellationToken)
    {
        using var client = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromBytes(Encoding.UTF8.GetBytes(kubeconfig)));
        var end = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var missing = await MemberRights.MissingAsync(client, cancellationToken);
            if (missing.Count == 0)
                break;
            if (TimeProvider.System.GetElapsedTime(end) > Patience)
                throw new CommandException($"{name}: the account does not have {missing.Count} of the rights it needs:{string.Concat(missing.Select(m => $"\n  {m}"))}\nNext: see what else decides about access there (another authorizer, a policy)");
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }

        var version = await client.RequestAsync(HttpMethod.Get, "/version", cancellationToken: cancellationToken);
        await output.WriteLineAsync($"{name}: {client.BaseAddress} answers ({(string?)version?["gitVersion"]}) and grants all that the operator asks");
    }

    private async Task StoreAsync(string name, string kubeconfig, MemberToken token, CancellationToken cancellationToken)
    {
        var space = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = @namespace } };
        if (await hub.Resource<V1Namespace>().TryGetAsync(@namespace, cancellationToken: cancellationToken) is null)
            await hub.Resource(ResourceDefinition.Of<V1Namespace>()).ApplyAsync(new UnstructuredObject(space), Apply, cancellationToken);
        var secret = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject
            {
                ["name"] = SecretOf(name),
                ["namespace"] = @namespace,
                ["labels"] = new JsonObject { [MemberToken.MemberLabel] = name },
                ["annotations"] = token.Annotations(),
            },
            ["type"] = "Opaque",
            ["data"] = new JsonObject { ["kubeconfig"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(kubeconfig)) },
        };
        await hub.Resource(ResourceDefinition.Of<V1Secret>()).ApplyAsync(new UnstructuredObject(secret), Apply, cancellationToken);
    }

    private string Snippet(string name) => $$"""
          - name: {{name}}
            region: REGION
            connection: { kubeconfigSecretRef: { namespace: {{@namespace}}, name: {{SecretOf(name)}} } }
        """;
}

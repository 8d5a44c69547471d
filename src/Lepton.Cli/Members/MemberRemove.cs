using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.Cli.Hub;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.State;

namespace Lepton.Cli.Members;

/// <summary>Undoes what <see cref="MemberAdd"/> did.</summary>
/// <param name="namespace">The operator's namespace.</param>
internal sealed class MemberRemove(IKubernetesClient hub, string @namespace, TextWriter output)
{
    /// <param name="member">The member as its administrator; null when it is gone, or its account is to stay.</param>
    /// <param name="force">Even while a CloudProvider names it.</param>
    /// <exception cref="CommandException">It is still in use, or there is nothing to remove.</exception>
    public async Task RunAsync(string name, IKubernetesClient? member, bool force, CancellationToken cancellationToken)
    {
        var provider = (await hub.Resource<CloudProvider>().ListAllAsync(cancellationToken: cancellationToken)).Items.FirstOrDefault(p => p.Spec.Clusters?.Any(c => c.Name == name) == true);
        if (provider is not null && !force)
        {
            var models = (await hub.Resource<LeptonModel>().ListAllAsync(cancellationToken: cancellationToken)).Items.Where(m => !TrainingRun.IsOver(m) && m.Status?.Placements?.Any(p => p.Cluster == name) == true)
                .Select(m => m.Metadata.NamespacedName()).ToList();
            throw new CommandException($"CloudProvider {provider.Metadata.Name} names {name}{(models.Count == 0 ? "" : $", and {models.Count} {(models.Count == 1 ? "model runs" : "models run")} there ({string.Join(", ", models.Take(5))}{(models.Count > 5 ? ", …" : "")})")}. "
                + $"Next: lepton drain {name}, wait until nothing runs there, take it out of the CloudProvider's spec.clusters, and remove it then; --force removes its Secret at once, and what runs there stays");
        }

        var secret = MemberAdd.SecretOf(name);
        var found = await DeleteAsync(hub, ResourceDefinition.Of<V1Secret>(), secret, @namespace, cancellationToken);
        if (!found && member is null)
            throw new CommandException($"found no Secret {@namespace}/{secret}. Next: lepton members list shows the members there are");
        await output.WriteLineAsync(found ? $"{name}: Secret {@namespace}/{secret} is removed" : $"{name}: there was no Secret {@namespace}/{secret}");
        if (member is null)
        {
            await output.WriteLineAsync($"Next: with --member-kubeconfig its account goes too; the token in the Secret is valid until it ends");
            return;
        }

        // The account first: with it every token of it ends.
        foreach (var value in MemberObjects.All().Where(o => (string?)o["kind"] != "Namespace").OrderBy(o => (string?)o["kind"] == "ServiceAccount" ? 0 : 1))
        {
            var item = new UnstructuredObject(value);
            var resource = await member.FindResourceAsync(item.ApiVersion!, item.Kind!, cancellationToken)
                ?? throw new CommandException($"{member.BaseAddress} does not serve {item.ApiVersion} {item.Kind}");
            await DeleteAsync(member, resource, item.Metadata.Name!, item.Metadata.Namespace, cancellationToken);
        }

        await output.WriteLineAsync($"{name}: its account and roles are removed from {member.BaseAddress}");
    }

    private static async Task<bool> DeleteAsync(IKubernetesClient client, ResourceDefinition resource, string name, string? @namespace, CancellationToken cancellationToken)
    {
        try
        {
            await client.Resource(resource).DeleteAsync(name, @namespace, cancellationToken: cancellationToken);
            return true;
        }
        catch (KubernetesApiException e) when (e.IsNotFound)
        {
            return false;
        }
    }
}

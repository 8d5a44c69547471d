using System.Text.Json.Nodes;
using Lepton.Api;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Api.Validation;
using Lepton.Cli.Output;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Hosting;
using Lepton.Operator.Members;

namespace Lepton.Cli.Views;

/// <summary>One thing that was looked at.</summary>
/// <param name="Next">What to do about it; null when it is well.</param>
internal sealed record Finding(string What, bool Well, string Found, string? Next = null);

/// <summary><c>lepton doctor</c>: looks at everything that has to be right, in the order in which it has to be, and says of what is not what to do.</summary>
/// <param name="namespace">The operator's namespace.</param>
internal sealed class Doctor(IKubernetesClient hub, string @namespace, TimeProvider time)
{
    private readonly List<Finding> _findings = [];

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        // Without the kinds there is nothing else to look at.
        if (!await DefinitionsAsync(cancellationToken))
            return _findings;
        await LeaderAsync(cancellationToken);
        var providers = (await hub.Resource<CloudProvider>().ListAllAsync(cancellationToken: cancellationToken)).Items;
        var policies = (await hub.Resource<PlacementPolicy>().ListAllAsync(cancellationToken: cancellationToken)).Items;
        var models = (await hub.Resource<LeptonModel>().ListAllAsync(cancellationToken: cancellationToken)).Items;
        await MembersAsync(providers, cancellationToken);
        Validation(models, providers, policies);
        Models(models);
        return _findings;
    }

    public static Report Describe(IReadOnlyList<Finding> findings) => new(
        ["", "WHAT", "FOUND", "NEXT"],
        [.. findings.Select(f => (IReadOnlyList<string>)[f.Well ? "ok" : "!", f.What, f.Found, f.Next ?? ""])],
        new JsonArray([.. findings.Select(f => (JsonNode)new JsonObject { ["what"] = f.What, ["well"] = f.Well, ["found"] = f.Found, ["next"] = f.Next })]))
    {
        After = [findings.All(f => f.Well) ? "All is well." : $"{findings.Count(f => !f.Well)} of {findings.Count} need somebody."],
    };

    private async Task<bool> DefinitionsAsync(CancellationToken cancellationToken)
    {
        var all = true;
        foreach (var type in LeptonCrds.Types)
        {
            var definition = ResourceDefinition.Of(type);
            var served = await hub.FindResourceAsync(definition.ApiVersion, definition.Kind, cancellationToken) is not null;
            all &= served;
            Add($"CustomResourceDefinition {definition.QualifiedName}", served, served ? $"serves {definition.ApiVersion}" : "is not served", "kubectl apply --server-side -f config/crd (or helm upgrade with crds.install=true)");
        }

        return all;
    }

    private async Task LeaderAsync(CancellationToken cancellationToken)
    {
        var lease = await hub.Resource<V1Lease>().TryGetAsync(OperatorProgram.LeaseName, @namespace, cancellationToken);
        var what = $"Lease {@namespace}/{OperatorProgram.LeaseName}";
        if (lease?.Spec.HolderIdentity is not { Length: > 0 } holder)
        {
            Add(what, false, lease is null ? "does not exist" : "nobody holds it", "see that the operator runs: kubectl -n NAMESPACE get pods; lepton doctor -n NAMESPACE when it is in another");
            return;
        }

        var age = time.GetUtcNow() - (lease.Spec.RenewTime ?? DateTimeOffset.MinValue);
        var alive = age < TimeSpan.FromSeconds(2 * (lease.Spec.LeaseDurationSeconds ?? 15));
        Add(what, alive, alive ? $"held by {holder}" : $"{holder} renewed it last {age.TotalSeconds:0} s ago", "the leader is gone: kubectl -n NAMESPACE logs deploy/lepton-operator");
    }

    private async Task MembersAsync(IReadOnlyList<CloudProvider> providers, CancellationToken cancellationToken)
    {
        if (providers.Count == 0)
            Add("CloudProviders", false, "there are none", "apply one for each cloud; config/samples has examples");
        foreach (var provider in providers.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal))
        {
            foreach (var cluster in provider.Spec.Clusters ?? [])
                await MemberAsync(provider, cluster, cancellationToken);
        }
    }

    private async Task MemberAsync(CloudProvider provider, MemberCluster cluster, CancellationToken cancellationToken)
    {
        var what = $"member {cluster.Name} of CloudProvider {provider.Metadata.Name}";
        var reachable = provider.Status?.Clusters?.Find(c => c.Name == cluster.Name)?.Conditions?.Find(c => c.Type == "Reachable");
        if (reachable is null)
            Add(what, false, "the operator has not looked at it yet", "wait a moment; if it stays so, see the Lease above");
        else
            Add(what, reachable.Status == "True", reachable.Status == "True" ? "reachable" : $"{reachable.Reason}: {reachable.Message}", $"lepton members list --check; lepton members add {cluster.Name} --member-kubeconfig FILE puts account, rights and token right");
        if (cluster.Connection.KubeconfigSecretRef is { } reference && await hub.Resource<V1Secret>().TryGetAsync(reference.Name, reference.Namespace, cancellationToken) is { } secret && MemberToken.Of(secret) is { } token)
        {
            // Long after its renewal is due: somebody has to see to it before it ends.
            var late = time.GetUtcNow() > token.Expires - (token.Lifetime / 4);
            Add($"token of {cluster.Name}", !late, token.Expires <= time.GetUtcNow() ? $"ended at {token.Expires:u}" : $"lasts until {token.Expires:u}{(late ? ", and was not renewed" : "")}",
                $"see the operator's log; lepton members add {cluster.Name} --member-kubeconfig FILE makes a new one");
        }

        if (cluster.Cordoned)
            Add(what, false, "cordoned: nothing new is placed there", $"lepton uncordon {cluster.Name}, when that is over");
    }

    private void Validation(IReadOnlyList<LeptonModel> models, IReadOnlyList<CloudProvider> providers, IReadOnlyList<PlacementPolicy> policies)
    {
        var errors = models.SelectMany(m => ModelValidator.Validate(m)).Concat(policies.SelectMany(p => PolicyValidator.Validate(p))).Concat(providers.SelectMany(p => ProviderValidator.Validate(p))).ToList();
        foreach (var error in errors)
            Add("specification", false, error.ToString(), "correct the manifest and apply it again");
        if (errors.Count == 0)
            Add("specifications", true, $"{models.Count} models, {providers.Count} providers and {policies.Count} policies make sense");
    }

    private void Models(IReadOnlyList<LeptonModel> models)
    {
        foreach (var model in models.OrderBy(m => m.Metadata.NamespacedName(), StringComparer.Ordinal))
        {
            var name = $"LeptonModel {model.Metadata.NamespacedName()}";
            var ready = model.Status?.Conditions?.Find(c => c.Type == "Ready");
            var late = model.Status?.ObservedGeneration != model.Metadata.Generation;
            if (late)
                Add(name, false, $"generation {model.Metadata.Generation} is not decided yet (status is of {model.Status?.ObservedGeneration?.ToString() ?? "none"})", "see the Lease above");
            else if (ready is not { Status: "True" } && !model.Spec.Suspend)
                Add(name, false, $"not ready, {ready?.Reason}: {ready?.Message}", $"lepton explain {model.Metadata.Name} -n {model.Metadata.Namespace}");
        }

        var well = models.Count(m => m.Status?.Conditions?.Find(c => c.Type == "Ready")?.Status == "True");
        Add("models", true, $"{well} of {models.Count} are ready");
    }

    private void Add(string what, bool well, string found, string? next = null) => _findings.Add(new Finding(what, well, found, well ? null : next));
}

using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Http;

namespace Lepton.Cli.Moves;

/// <summary>Approves a model's proposal by the annotation that GitOps can set too. The operator decides whether the proposal still holds.</summary>
internal sealed class Approval(IKubernetesClient hub, TextWriter output, TextWriter errors)
{
    /// <param name="id">The proposal that is meant; null for the one that stands.</param>
    /// <returns>0 when it is approved; 1, with the reason, when there is nothing to approve.</returns>
    public async Task<int> GiveAsync(string @namespace, string name, string? id, CancellationToken cancellationToken)
    {
        var models = hub.Resource<LeptonModel>();
        var model = await models.TryGetAsync(name, @namespace, cancellationToken);
        if (model is null)
            return Fail($"LeptonModel {@namespace}/{name}: found none of this name, expected one of {await NamesAsync(@namespace, cancellationToken)}");
        if (model.Status?.Proposal is not { } proposal)
            return Fail($"LeptonModel {@namespace}/{name} status.proposal: found nothing, expected a move that waits for approval");
        if (id is not null && id != proposal.Id)
            return Fail($"--id: found \"{id}\", expected \"{proposal.Id}\", the proposal that stands now: {proposal.Message}");
        if (proposal.Reason != MoveHold.AwaitingApproval)
            return Fail($"LeptonModel {@namespace}/{name} status.proposal.reason: found {proposal.Reason}, expected {MoveHold.AwaitingApproval}: {proposal.Message}");

        var annotations = new JsonObject { [MoveProposal.ApprovalAnnotation] = proposal.Id };
        await models.PatchAsync(name, @namespace, Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } }), cancellationToken: cancellationToken);
        await output.WriteLineAsync($"approved {proposal.Id}: {proposal.Message}");
        return 0;
    }

    private async Task<string> NamesAsync(string @namespace, CancellationToken cancellationToken)
    {
        var names = (await hub.Resource<LeptonModel>().ListAsync(@namespace, cancellationToken: cancellationToken)).Items.Select(m => m.Metadata.Name!).Order(StringComparer.Ordinal).Take(20).ToList();
        return names.Count == 0 ? $"(namespace {@namespace} has no models)" : string.Join(", ", names);
    }

    private int Fail(string message)
    {
        errors.WriteLine($"lepton approve: {message}");
        return 1;
    }
}

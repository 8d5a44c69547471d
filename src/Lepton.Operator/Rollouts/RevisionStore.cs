using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Rollouts;

/// <summary>Keeps and reads revisions in the hub. What is kept never changes, so that what was read once is not read again while it is needed.</summary>
internal sealed class RevisionStore(IKubernetesClient hub)
{
    private const int Attempts = 200;

    /// <summary>By uid of the model, then by number.</summary>
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<long, JsonObject>> _read = new(StringComparer.Ordinal);

    /// <summary>Keeps what a model's spec says now under the next free number; one that a crash left behind is taken as it is.</summary>
    /// <returns>Null when the model is gone, or no longer says what it was asked about.</returns>
    public async Task<ModelRevision?> KeepAsync(LeptonModel model, CancellationToken cancellationToken)
    {
        // The watch drops managedFields, which tell who wrote it.
        var current = await hub.Resource<LeptonModel>().TryGetAsync(model.Metadata.Name!, model.Metadata.Namespace, cancellationToken);
        var hash = RevisionTemplate.Hash(model);
        if (current is null || current.Metadata.Uid != model.Metadata.Uid || RevisionTemplate.Hash(current) != hash)
            return null;
        var revisions = hub.Resource<V1ControllerRevision>();
        var first = Math.Max(current.Status?.Revision?.Number ?? 0, current.Status?.Rollout?.Revision.Number ?? 0) + 1;
        for (var number = first; number < first + Attempts; number++)
        {
            try
            {
                await revisions.CreateAsync(RevisionRecord.Of(current, number), cancellationToken: cancellationToken);
                return new ModelRevision { Number = number, Hash = hash };
            }
            catch (KubernetesApiException e) when (e.IsAlreadyExists || e.IsConflict)
            {
                var there = await revisions.TryGetAsync(RevisionRecord.NameOf(model.Metadata.Name!, number), model.Metadata.Namespace, cancellationToken);
                if (there is not null && RevisionRecord.Read(there, current) is { } own && own.Hash == hash)
                    return new ModelRevision { Number = number, Hash = hash };
            }
        }

        throw new InvalidOperationException(
            $"LeptonModel {model.Metadata.NamespacedName()}: found ControllerRevisions {RevisionRecord.NameOf(model.Metadata.Name!, first)} to {RevisionRecord.NameOf(model.Metadata.Name!, first + Attempts - 1)} of something else, expected one of these names to be free");
    }

    /// <summary>The fields of a revision; null when it is not there (any more).</summary>
    public async Task<JsonObject?> TemplateAsync(LeptonModel model, long number, CancellationToken cancellationToken)
    {
        if (_read.TryGetValue(model.Metadata.Uid!, out var own) && own.TryGetValue(number, out var known))
            return known;
        var found = await hub.Resource<V1ControllerRevision>().TryGetAsync(RevisionRecord.NameOf(model.Metadata.Name!, number), model.Metadata.Namespace, cancellationToken);
        if (found is null || RevisionRecord.Read(found, model) is not { } record)
            return null;
        return _read.GetOrAdd(model.Metadata.Uid!, _ => new())[number] = record.Template;
    }

    /// <summary>Removes the oldest revisions beyond the model's limit; what runs anywhere, and what a rollout may return to, is never among them.</summary>
    public async Task PruneAsync(LeptonModel model, CancellationToken cancellationToken)
    {
        var limit = model.Spec.Rollout?.RevisionHistoryLimit ?? ModelRollout.DefaultHistory;
        var needed = new HashSet<long> { model.Status?.Revision?.Number ?? 0, model.Status?.Rollout?.Revision.Number ?? 0 };
        needed.UnionWith((model.Status?.Rollout?.Clusters ?? []).Select(c => c.Revision));
        // With so few revisions ever made there is nothing to look for.
        if (needed.Max() <= limit + 1)
            return;
        var revisions = hub.Resource<V1ControllerRevision>();
        var all = await revisions.ListAllAsync(model.Metadata.Namespace, new ListOptions { LabelSelector = RevisionRecord.Selector(model.Metadata.Name!), WithoutManagedFields = true }, cancellationToken);
        var old = all.Items.Where(r => RevisionRecord.Read(r, model) is { } own && !needed.Contains(own.Number)).OrderByDescending(r => r.Revision).Skip(limit);
        foreach (var revision in old)
        {
            try
            {
                await revisions.DeleteAsync(revision.Metadata.Name!, revision.Metadata.Namespace, cancellationToken: cancellationToken);
            }
            catch (KubernetesApiException e) when (e.IsNotFound)
            {
                // Gone already.
            }
        }
    }

    /// <summary>Forgets what was read of a model whose clusters all run its spec.</summary>
    public void Forget(string uid) => _read.TryRemove(uid, out _);
}

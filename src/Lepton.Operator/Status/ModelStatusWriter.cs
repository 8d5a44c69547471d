using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.State;

namespace Lepton.Operator.Status;

/// <summary>
/// The one place that writes LeptonModel status. Callers change only the fields they compute (planner: placements, cost, decision, Scheduled; observer:
/// ready counts, states, the other conditions); writes of one model follow each other, and a conflict is retried on what the server has.
/// </summary>
internal sealed class ModelStatusWriter(IKubernetesClient hub, ModelStore store)
{
    private const int Attempts = 5;
    private readonly ConcurrentDictionary<ModelKey, SemaphoreSlim> _locks = new();

    /// <param name="change">Changes the copy's status; false when it certainly did not. May run more than once. Nothing is written when the status is as before.</param>
    /// <returns>The model as stored; null when it is gone.</returns>
    public async Task<LeptonModel?> UpdateAsync(ModelKey key, Func<LeptonModel, bool> change, CancellationToken cancellationToken)
    {
        var gate = _locks.GetOrAdd(key, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            var models = hub.Resource<LeptonModel>();
            var current = store.Get(key);
            for (var attempt = 1; current is not null; attempt++)
            {
                var copy = Clone(current);
                if (!change(copy) || IsSame(current.Status, SchemaLimits.Fit(copy.Status!)))
                    return current;
                try
                {
                    var stored = await models.UpdateStatusAsync(copy, cancellationToken: cancellationToken);
                    store.Written(stored);
                    return stored;
                }
                catch (KubernetesApiException e) when (e.IsConflict && attempt < Attempts)
                {
                    current = await models.TryGetAsync(key.Name, key.Namespace, cancellationToken);
                }
                catch (KubernetesApiException e) when (e.IsNotFound)
                {
                    return null;
                }
            }

            return null;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Forgets a model that is gone.</summary>
    public void Forget(ModelKey key) => _locks.TryRemove(key, out _);

    /// <summary>
    /// What was cut to the schema's limits may be what stands there already. Most looks at a model end here: bytes are compared first, and trees, which
    /// know that the order of a map's keys means nothing, are made of those only that differ.
    /// </summary>
    private static bool IsSame(LeptonModelStatus? before, LeptonModelStatus after)
    {
        if (before is null)
            return false;
        var (was, @is) = (KubernetesJson.ToUtf8Bytes(before), KubernetesJson.ToUtf8Bytes(after));
        return was.AsSpan().SequenceEqual(@is) || JsonNode.DeepEquals(JsonNode.Parse(was), JsonNode.Parse(@is));
    }

    private static LeptonModel Clone(LeptonModel model)
    {
        var copy = KubernetesJson.Deserialize<LeptonModel>(KubernetesJson.ToUtf8Bytes(model))!;
        copy.Status ??= new LeptonModelStatus();
        return copy;
    }
}

using Lepton.Api.Models;
using Lepton.ControllerRuntime.Writes;
using Lepton.Kubernetes.Http;
using Lepton.Operator.State;

namespace Lepton.Operator.Status;

/// <summary>The finalizer that holds a model until nothing of it is left in the members.</summary>
internal sealed class ModelFinalizer(IKubernetesClient hub, ModelStore store)
{
    public const string Name = "lepton.ai/members";

    /// <summary>Puts it there if it is missing. False when the model is gone or on its way out.</summary>
    public async Task<bool> EnsureAsync(LeptonModel model, CancellationToken cancellationToken)
    {
        if (model.Metadata.DeletionTimestamp is not null)
            return false;
        if (Finalizers.Has(model, Name))
            return true;
        try
        {
            store.Written(await hub.Resource<LeptonModel>().AddFinalizerAsync(model, Name, cancellationToken));
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or KubernetesApiException { IsNotFound: true })
        {
            return false;
        }
    }

    /// <summary>Takes it away. A model that is gone is what was wanted.</summary>
    public Task RemoveAsync(LeptonModel model, CancellationToken cancellationToken) => hub.Resource<LeptonModel>().RemoveFinalizerAsync(model, Name, cancellationToken);
}

using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.ControllerRuntime.Informers;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.State;

/// <summary>The three kinds as the hub's watches show them.</summary>
internal sealed class HubState : IAsyncDisposable
{
    private readonly SharedInformer<LeptonModel> _models;
    private readonly SharedInformer<CloudProvider> _providers;
    private readonly SharedInformer<PlacementPolicy> _policies;

    public HubState(IKubernetesClient hub, ILoggerFactory loggers, TimeProvider time)
    {
        _models = new SharedInformer<LeptonModel>(hub.Resource<LeptonModel>(), name: $"hub/{ResourceDefinition.Of<LeptonModel>().Plural}", time: time, log: loggers.CreateLogger<SharedInformer<LeptonModel>>());
        _providers = new SharedInformer<CloudProvider>(hub.Resource<CloudProvider>(), name: $"hub/{ResourceDefinition.Of<CloudProvider>().Plural}", time: time, log: loggers.CreateLogger<SharedInformer<CloudProvider>>());
        _policies = new SharedInformer<PlacementPolicy>(hub.Resource<PlacementPolicy>(), name: $"hub/{ResourceDefinition.Of<PlacementPolicy>().Plural}", time: time, log: loggers.CreateLogger<SharedInformer<PlacementPolicy>>());
    }

    public ModelStore Models { get; } = new();

    public IReadOnlyList<CloudProvider> Providers => _providers.Lister.List();

    public IReadOnlyList<PlacementPolicy> Policies => _policies.Lister.List();

    public bool Synced { get; private set; }

    /// <summary>Raised after a CloudProvider or PlacementPolicy changed in more than its status.</summary>
    public event Action? FleetChanged;

    /// <summary>Raised after the status of a CloudProvider or PlacementPolicy changed in more than the times of heartbeats; nothing is decided by it.</summary>
    public event Action? FleetStatusChanged;

    public PlacementPolicy? PolicyOf(LeptonModel model) =>
        _policies.Lister.Get(null, string.IsNullOrEmpty(model.Spec.PolicyName) ? PlacementPolicy.DefaultName : model.Spec.PolicyName);

    /// <summary>Whether the provider that names a cluster is being deleted.</summary>
    public bool IsLeaving(string cluster) => Providers.Any(p => p.Metadata.DeletionTimestamp is not null && p.Spec.Clusters?.Any(c => c.Name == cluster) == true);

    /// <summary>Completes when all three kinds were read.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var models = _models.AddHandler(new InformerHandler<LeptonModel>
        {
            Added = Models.Observe,
            Updated = (_, model) => Models.Observe(model),
            Deleted = model => Models.Remove(ModelStore.KeyOf(model)),
        });
        _providers.AddHandler(Handler<CloudProvider>((before, after) => FleetNews.SameStatus(before.Status, after.Status)));
        _policies.AddHandler(Handler<PlacementPolicy>((before, after) => FleetNews.SameStatus(before.Status, after.Status)));
        foreach (IInformer informer in new IInformer[] { _models, _providers, _policies })
            informer.Start();
        await Task.WhenAll(models.WaitForSyncAsync(cancellationToken), _providers.WaitForSyncAsync(cancellationToken), _policies.WaitForSyncAsync(cancellationToken));
        Synced = true;
        FleetChanged?.Invoke();
    }

    private InformerHandler<T> Handler<T>(Func<T, T, bool> sameStatus) where T : class, IKubernetesObject => new()
    {
        Added = _ => FleetChanged?.Invoke(),
        Updated = (before, after) =>
        {
            if (Changes.OfDesiredState(before, after))
                FleetChanged?.Invoke();
            else if (!sameStatus(before, after))
                FleetStatusChanged?.Invoke();
        },
        Deleted = _ => FleetChanged?.Invoke(),
    };

    public async ValueTask DisposeAsync()
    {
        await _models.DisposeAsync();
        await _providers.DisposeAsync();
        await _policies.DisposeAsync();
    }
}

using Lepton.ControllerRuntime.Informers;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.State;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Members;

/// <summary>Everything that is watched in one member: nodes and pods reduced to what placement reads, and the objects that are ours.</summary>
internal sealed class MemberCaches : IMemberObjects, IAsyncDisposable
{
    private const string ByModel = "model";
    private readonly string _hubId;
    private readonly CapacityCache _capacity;
    private readonly ISharedInformer<MemberNode> _nodes;
    private readonly ISharedInformer<MemberPod> _pods;
    private readonly ISharedInformer<UnstructuredObject> _namespaces;
    private readonly Dictionary<ResourceDefinition, ISharedInformer<UnstructuredObject>> _owned = [];
    private readonly OptionalKinds _optional;

    public MemberCaches(string cluster, IKubernetesClient client, string hubId, ILoggerFactory loggers, TimeProvider time)
    {
        _hubId = hubId;
        _capacity = new CapacityCache(() => NodeViews.Build(_nodes!.Lister.List(), _pods!.Lister.List(), hubId));
        var prune = new Prune();
        _nodes = Informer(client.Resource<MemberNode>(), new InformerOptions<MemberNode> { Transform = prune.Node });
        _pods = Informer(client.Resource<MemberPod>(), new InformerOptions<MemberPod> { Transform = prune.Pod, Indexers = Indexed<MemberPod>() });
        _namespaces = Informer(client.Resource(ResourceDefinition.Of<V1Namespace>()), new InformerOptions<UnstructuredObject> { MetadataOnly = true });
        var ours = new InformerOptions<UnstructuredObject> { LabelSelector = Ownership.Selector(hubId), Indexers = Indexed<UnstructuredObject>(), Transform = prune.Own };
        foreach (var kind in OwnedKinds.All.Where(k => k.Resource.Namespaced && !k.Optional))
            _owned[kind.Resource] = Informer(client.Resource(kind.Resource), ours);

        _optional = new OptionalKinds(client, kind => Informer(client.Resource(kind), ours));

        SharedInformer<T> Informer<T>(IResourceClient<T> resource, InformerOptions<T> options) where T : class, IKubernetesObject =>
            new(resource, options, $"{cluster}/{resource.Definition.Plural}", time, loggers.CreateLogger<SharedInformer<T>>());
    }

    public bool Synced => All.All(i => i.HasSynced);

    /// <summary>True while every cache follows the server.</summary>
    public bool Connected => All.All(i => i.Health.IsConnected);

    /// <summary>What the server answered to a cache it does not let read (401, 403); null when there is none.</summary>
    public KubernetesApiException? Refusal => All.Where(i => !i.Health.IsConnected).Select(i => i.Health.LastError).OfType<KubernetesApiException>()
        .FirstOrDefault(e => e.HttpStatus is System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.Forbidden);

    /// <summary>The caches that do not follow the server, with their last errors.</summary>
    public string Lagging => string.Join(", ", All.Where(i => !i.HasSynced || !i.Health.IsConnected).Select(i => $"{i.Name} ({i.Health.LastError?.Message ?? "not yet"})"));

    /// <summary>The kinds that a member may not have.</summary>
    public OptionalKinds Optional => _optional;

    private IEnumerable<KeyValuePair<ResourceDefinition, ISharedInformer<UnstructuredObject>>> Owned => _owned.Concat(_optional.Present);

    public IReadOnlyCollection<ModelKey> Models => Owned.Select(o => o.Value)
        .SelectMany(i => i.Lister.List())
        .Select(o => Ownership.ModelOf(o.Metadata))
        .OfType<(string Namespace, string Name)>()
        .Select(m => new ModelKey(m.Namespace, m.Name))
        .ToHashSet();

    private IEnumerable<IInformer> All => [_nodes, _pods, _namespaces, .. _owned.Values];

    /// <param name="capacityChanged">Nodes or pods changed in what is there or taken.</param>
    /// <param name="podChanged">A pod of ours came, went, ended, or crashed again.</param>
    /// <param name="ownChanged">An object of ours changed: its namespace and model (null for shared objects).</param>
    /// <param name="connectionChanged">A cache lost or found its server.</param>
    public void Start(Action capacityChanged, Action<ModelKey> podChanged, Action<string, ModelKey?> ownChanged, Action connectionChanged)
    {
        _nodes.AddHandler(Handler<MemberNode>((before, now) => !now.OffersTheSame(before), _ => ChangedCapacity()));
        _pods.AddHandler(Handler<MemberPod>((before, now) => !now.TakesTheSame(before), pod =>
        {
            ChangedCapacity();
            Tell(pod);
        }));
        _pods.AddHandler(new InformerHandler<MemberPod>
        {
            Updated = (before, now) =>
            {
                if (before.CrashLoop != now.CrashLoop)
                    Tell(now);
            },
        });
        _namespaces.AddHandler(InformerHandler<UnstructuredObject>.ForAny(n => ownChanged(n.Metadata.Name!, null)));
        foreach (var informer in _owned.Values)
            TellOfOwn(informer);
        _optional.Found = informer =>
        {
            TellOfOwn(informer);
            informer.Start();
        };

        foreach (var informer in All)
        {
            informer.StateChanged += (_, _) => connectionChanged();
            informer.Start();
        }

        void TellOfOwn(ISharedInformer<UnstructuredObject> informer) => informer.AddHandler(InformerHandler<UnstructuredObject>.ForAny(o =>
            ownChanged(o.Metadata.Namespace!, Ownership.ModelOf(o.Metadata) is { } m ? new ModelKey(m.Namespace, m.Name) : null)));

        void Tell(MemberPod pod)
        {
            if (Ownership.IsOurs(pod.Metadata, _hubId) && Ownership.ModelOf(pod.Metadata) is { } m)
                podChanged(new ModelKey(m.Namespace, m.Name));
        }

        void ChangedCapacity()
        {
            _capacity.Outdate();
            capacityChanged();
        }
    }

    /// <summary>The server is back: do not wait for the next attempt.</summary>
    public void RetryNow()
    {
        foreach (var informer in All.Where(i => !i.Health.IsConnected))
            informer.RetryNow();
    }

    /// <summary>The server is gone although streams have not noticed. When it is back all is read anew: who judges what came back by how it stood before would take healthy pods for none.</summary>
    public void Interrupt(Exception reason)
    {
        foreach (var informer in All)
            informer.ReadAnew();
        foreach (var informer in All.Where(i => i.Health.IsConnected))
            informer.Interrupt(reason);
    }

    public (IReadOnlyList<NodeView> Nodes, IReadOnlyList<PodView> Unbound) Capacity() => _capacity.Get();

    public UnstructuredObject? Get(ObjectKey key)
    {
        if (key.Namespace is null)
            return OurNamespace(key.Name);
        return (_owned.GetValueOrDefault(key.Resource) ?? _optional.Get(key.Resource))?.Lister.Get(key.Namespace, key.Name);
    }

    public IReadOnlyList<(ObjectKey Key, UnstructuredObject Object)> OfModel(ModelKey model) => Owned
        .SelectMany(i => i.Value.Lister.ByIndex(ByModel, model.ToString()).Select(o => (new ObjectKey(i.Key, o.Metadata.Namespace, o.Metadata.Name!), o)))
        .ToList();

    public IReadOnlyList<(ObjectKey Key, UnstructuredObject Object)> SharedIn(string @namespace)
    {
        var shared = OwnedKinds.All.Where(k => k.Shared && k.Resource.Namespaced)
            .SelectMany(k => _owned[k.Resource].Lister.List(@namespace).Where(o => Ownership.ModelOf(o.Metadata) is null)
                .Select(o => (new ObjectKey(k.Resource, @namespace, o.Metadata.Name!), o)))
            .ToList();
        if (OurNamespace(@namespace) is { } own)
            shared.Add((new ObjectKey(ResourceDefinition.Of<V1Namespace>(), null, @namespace), own));
        return shared;
    }

    public bool HasNamespace(string @namespace) => _namespaces.Lister.Get(null, @namespace) is { Metadata.DeletionTimestamp: null };

    public int PodsOf(ModelKey model) => _pods.Lister.ByIndex(ByModel, model.ToString()).Count(p => !p.HasEnded);

    /// <summary>Names of the pods of a placement that serve.</summary>
    /// <param name="placement">The value of <see cref="Ownership.PlacementLabel"/>.</param>
    public IReadOnlyList<string> ReadyPods(ModelKey model, string placement) => _pods.Lister.ByIndex(ByModel, model.ToString())
        .Where(p => p is { IsReady: true, HasEnded: false, Metadata.DeletionTimestamp: null } && p.Metadata.Labels?.GetValueOrDefault(Ownership.PlacementLabel) == placement)
        .Select(p => p.Metadata.Name!).ToList();

    /// <summary>A pod of one of the placements that was made since then and crashes again and again, as a sentence; null when there is none.</summary>
    /// <param name="since">Pods' times are whole seconds of the member's clock: one that is behind the hub's hides crashes here, and they are found by their deadline.</param>
    /// <param name="restarts">As many make a crash loop.</param>
    public string? TroubleOf(ModelKey model, IReadOnlySet<string> placements, DateTimeOffset since, int restarts) => _pods.Lister.ByIndex(ByModel, model.ToString())
        .Where(p => p.CrashLoop >= restarts && p.Metadata.DeletionTimestamp is null && p.Metadata.CreationTimestamp > since.AddSeconds(-1)
            && p.Metadata.Labels?.GetValueOrDefault(Ownership.PlacementLabel) is { } placement && placements.Contains(placement))
        .OrderBy(p => p.Metadata.Name, StringComparer.Ordinal)
        .Select(p => $"pod {p.Metadata.Name} is in a crash loop after {p.CrashLoop} restarts (rollout.crashLoopRestarts)").FirstOrDefault();

    /// <summary>Namespaces we made, for the sweep.</summary>
    public IReadOnlyList<string> OwnNamespaces => _namespaces.Lister.List().Where(n => Ownership.IsOurs(n.Metadata, _hubId)).Select(n => n.Metadata.Name!).ToList();

    public async ValueTask DisposeAsync()
    {
        foreach (var informer in All)
            await informer.DisposeAsync();
        await _optional.DisposeAsync();
    }

    /// <summary>Tells of objects that came or went, and of those that changed in what counts.</summary>
    private static InformerHandler<T> Handler<T>(Func<T, T, bool> counts, Action<T> changed) where T : class, IKubernetesObject => new()
    {
        Added = changed,
        Updated = (before, now) =>
        {
            if (counts(before, now))
                changed(now);
        },
        Deleted = changed,
    };

    private UnstructuredObject? OurNamespace(string name) => _namespaces.Lister.Get(null, name) is { } found && Ownership.IsOurs(found.Metadata, _hubId) ? found : null;

    private static Dictionary<string, Func<T, IEnumerable<string>>> Indexed<T>() where T : IKubernetesObject =>
        new(StringComparer.Ordinal) { [ByModel] = o => ModelIndex(o.Metadata) };

    private static IEnumerable<string> ModelIndex(V1ObjectMeta metadata) =>
        Ownership.ModelOf(metadata) is { } model ? [new ModelKey(model.Namespace, model.Name).ToString()] : [];
}

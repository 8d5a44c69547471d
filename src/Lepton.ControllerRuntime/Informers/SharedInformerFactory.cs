using Lepton.ControllerRuntime.Connectivity;
using Lepton.ControllerRuntime.Hosting;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>
/// The informers of one cluster, each resource and selection once, and a monitor of its server: when that is gone, hanging watches are broken; when
/// it is back, nobody waits out a pause. Make one per cluster; stopping it ends everything it started. The client is not disposed.
/// </summary>
public sealed class SharedInformerFactory : ICacheRunnable, IAsyncDisposable
{
    private readonly record struct Selection(ResourceDefinition Resource, Type Type, string? Namespace, string? Labels, string? Fields, bool MetadataOnly);

    private readonly IKubernetesClient _client;
    private readonly SharedInformerFactoryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly Lock _gate = new();
    private readonly Dictionary<Selection, IInformer> _informers = [];
    private bool _started;
    private Task? _stopping;

    public SharedInformerFactory(IKubernetesClient client, SharedInformerFactoryOptions? options = null, TimeProvider? time = null, ILoggerFactory? loggers = null)
    {
        (_client, _options, _time, _loggers) = (client, options ?? new(), time ?? TimeProvider.System, loggers ?? NullLoggerFactory.Instance);
        Monitor = new(client, _options.Monitor, _time, _loggers.CreateLogger<ApiServerMonitor>()) { OtherContact = LastContact };
        Monitor.Changed += (_, change) => OnServer(change.Now);
    }

    /// <summary>Whether the server answers. Not started when the options have no monitor.</summary>
    public ApiServerMonitor Monitor { get; }

    public IReadOnlyList<IInformer> Informers
    {
        get
        {
            lock (_gate)
                return [.. _informers.Values];
        }
    }

    /// <summary>Every informer has synced.</summary>
    public bool HasSynced => Informers.All(i => i.HasSynced);

    /// <summary>Every informer follows the server.</summary>
    public bool IsConnected => Informers.All(i => i.Health.IsConnected);

    /// <summary>The informer of a typed resource. It is started with the factory, at once when that runs already.</summary>
    /// <exception cref="InvalidOperationException">The same selection is there with another transform or other indexers.</exception>
    public ISharedInformer<T> For<T>(InformerOptions<T>? options = null) where T : class, IKubernetesObject => Get(_client.Resource<T>(), options ?? new());

    /// <summary>The informer of any resource, with its objects as JSON.</summary>
    /// <inheritdoc cref="For{T}"/>
    public ISharedInformer<UnstructuredObject> For(ResourceDefinition resource, InformerOptions<UnstructuredObject>? options = null) =>
        Get(_client.Resource(resource), options ?? new());

    /// <summary>Starts all informers, those asked for later too.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_stopping is not null)
                throw new InvalidOperationException($"The informers of {_client.BaseAddress} were stopped and cannot be started again: make a new factory.");
            _started = true;
            foreach (var informer in _informers.Values)
                informer.Start();
        }

        if (_options.Monitor is not null)
            Monitor.Start();
    }

    /// <summary>Completes when all informers asked for so far have synced.</summary>
    public Task WaitForSyncAsync(CancellationToken cancellationToken = default) => Task.WhenAll(Informers.Select(i => i.WaitForSyncAsync(cancellationToken)));

    /// <summary>Runs until cancelled, then stops.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Start();
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
        await StopAsync();
    }

    Task IReadiness.WaitForReadyAsync(CancellationToken cancellationToken) => WaitForSyncAsync(cancellationToken);

    string? IReadiness.NotReadyReason => string.Join("; ", Informers.Where(i => !i.HasSynced).Select(i => $"{i.Name} has not synced ({i.Health.LastError?.Message ?? "no error"})"));

    public Task StopAsync()
    {
        lock (_gate)
            return _stopping ??= Task.WhenAll([Monitor.StopAsync(), .. _informers.Values.Select(i => i.StopAsync())]);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private ISharedInformer<T> Get<T>(IResourceClient<T> client, InformerOptions<T> options) where T : class, IKubernetesObject
    {
        var selection = new Selection(client.Definition, typeof(T), options.Namespace, options.LabelSelector, options.FieldSelector, options.MetadataOnly);
        lock (_gate)
        {
            if (_stopping is not null)
                throw new InvalidOperationException($"The informers of {_client.BaseAddress} were stopped: {client.Definition} cannot be followed any more.");
            if (_informers.TryGetValue(selection, out var existing))
                return Same((SharedInformer<T>)existing, options);
            var informer = new SharedInformer<T>(client, options, Name(client.Definition), _time, _loggers.CreateLogger<SharedInformer<T>>());
            informer.StateChanged += (_, change) => OnInformer(change);
            _informers.Add(selection, informer);
            if (_started)
                informer.Start();
            return informer;
        }
    }

    private static SharedInformer<T> Same<T>(SharedInformer<T> existing, InformerOptions<T> options) where T : class, IKubernetesObject
    {
        var keepsTheSame = ReferenceEquals(existing.Options, options) || (options.Transform == existing.Options.Transform && options.Indexers.Keys.All(existing.Options.Indexers.ContainsKey));
        return keepsTheSame ? existing : throw new InvalidOperationException(
            $"The informer of {existing.Name} is there already with another transform or other indexers: ask for it with the same options everywhere.");
    }

    private string Name(ResourceDefinition resource) =>
        _options.ClusterName is null ? resource.QualifiedName : $"{_options.ClusterName}/{resource.QualifiedName}";

    private DateTimeOffset? LastContact() => Informers.Where(i => i.Health.IsConnected).Max(i => i.Health.LastSyncTime);

    private void OnInformer(InformerStateChangedEventArgs change)
    {
        if (change.Now.ConsecutiveFailures > change.Before.ConsecutiveFailures && Monitor.Health.IsReachable != false)
            Monitor.CheckNow();
    }

    private void OnServer(ApiServerHealth health)
    {
        foreach (var informer in Informers)
        {
            if (health.IsReachable == true)
                informer.RetryNow();
            else
                informer.Interrupt(health.LastError ?? new StalledException($"{_client.BaseAddress} does not answer"));
        }
    }
}

using Lepton.ControllerRuntime.Metrics;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lepton.ControllerRuntime.Informers;

/// <summary>A cache of one resource on one server, shared by everyone who reads or listens. It follows the server through every fault until it is stopped.</summary>
public sealed partial class SharedInformer<T> : ISharedInformer<T> where T : class, IKubernetesObject
{
    /// <summary>How long a stop waits for handlers that are busy.</summary>
    private static readonly TimeSpan HandlerGrace = TimeSpan.FromSeconds(5);

    private readonly InformerOptions<T> _options;
    private readonly ResourceDefinition _definition;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly HealthTracker _health;
    private readonly ReflectorMetrics _metrics;
    private readonly Reflector<T> _reflector;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lifecycle = new();
    private Task? _following;
    private Task? _telling;
    private Task? _stopping;

    /// <param name="client">The resource to follow.</param>
    /// <param name="options">What of it, and how.</param>
    /// <param name="name">For logs and metrics; the resource when null. Tell clusters apart here.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where failures go.</param>
    public SharedInformer(IResourceClient<T> client, InformerOptions<T>? options = null, string? name = null, TimeProvider? time = null, ILogger<SharedInformer<T>>? log = null)
    {
        _options = options ?? new();
        _definition = client.Definition;
        Name = name ?? client.Definition.QualifiedName;
        _time = time ?? TimeProvider.System;
        _log = log ?? NullLogger<SharedInformer<T>>.Instance;
        _store = new(_options.Indexers.ToDictionary(i => i.Key, i => Guard(i.Value)));
        _health = new(_time, Raise);
        _metrics = new(Name, () => (_store.Count, _health.Current.IsConnected));
        _reflector = new(new(Name, client, _options), _options.Reflector, this, _health, _metrics, _time, _log);
    }

    public event EventHandler<InformerStateChangedEventArgs>? StateChanged;

    public string Name { get; }

    public ILister<T> Lister => _store;

    public bool HasSynced => _synced.Task.IsCompletedSuccessfully;

    internal InformerOptions<T> Options => _options;

    public InformerHealth Health => _health.Current;

    public Task WaitForSyncAsync(CancellationToken cancellationToken = default) => _synced.Task.WaitAsync(cancellationToken);

    public void Start()
    {
        lock (_lifecycle)
        {
            if (_stopping is not null)
                throw new InvalidOperationException($"The informer of {Name} was stopped and cannot be started again: make a new one.");
            _following ??= Task.Run(() => _reflector.RunAsync(_stop.Token));
            _telling ??= Task.Run(_health.RunAsync);
        }
    }

    public Task StopAsync()
    {
        lock (_lifecycle)
            return _stopping ??= Task.Run(StopOnceAsync);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    public void RetryNow() => _reflector.RetryNow();

    public void Interrupt(Exception reason) => _reflector.Interrupt(reason);

    public void ReadAnew() => _reflector.ReadAnew();

    private async Task StopOnceAsync()
    {
        await _stop.CancelAsync();
        var callers = StopHandlers().ConvertAll(h => h.Completion);
        await (_following ?? Task.CompletedTask);
        _synced.TrySetCanceled();
        _health.Stopped();
        try
        {
            await Task.WhenAll([.. callers, _telling ?? Task.CompletedTask]).WaitAsync(HandlerGrace, _time);
        }
        catch (TimeoutException)
        {
            // Someone else's code that does not return keeps its own thread, nothing else.
        }

        _metrics.Dispose();
        _stop.Dispose();
    }

    private void Raise(InformerStateChangedEventArgs change)
    {
        try
        {
            StateChanged?.Invoke(this, change);
        }
        catch (Exception e)
        {
            _log.ListenerFailed(e, Name);
        }
    }
}

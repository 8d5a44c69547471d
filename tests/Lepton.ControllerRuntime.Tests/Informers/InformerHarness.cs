using Lepton.ControllerRuntime.Informers;
using Lepton.ControllerRuntime.Reconciling;
using Lepton.Kubernetes.Models;
using Lepton.Testing.Fakes;

namespace Lepton.ControllerRuntime.Tests.Informers;

/// <summary>An informer of ConfigMaps on a fake server with a fake clock.</summary>
internal sealed class InformerHarness : IAsyncDisposable
{
    internal InformerHarness(InformerOptions<V1ConfigMap>? options = null)
    {
        options ??= new();
        Server = new(Time);
        Informer = new(Server, options with { Reflector = options.Reflector with { Seed = 1 } }, time: Time);
        Registration = Informer.AddHandler(Handler);
        Informer.StateChanged += (_, change) =>
        {
            lock (States)
                States.Add(change.Now);
        };
    }

    internal FakeTimeProvider Time { get; } = new();

    internal FakeResource<V1ConfigMap> Server { get; }

    internal SharedInformer<V1ConfigMap> Informer { get; }

    internal RecordingHandler Handler { get; } = new();

    internal IHandlerRegistration Registration { get; }

    internal List<InformerHealth> States { get; } = [];

    /// <summary>An informer that reads ordinary lists.</summary>
    internal static InformerHarness WithoutStreaming() => new(new() { Reflector = new() { StreamingList = false } });

    internal void Put(string name, string value, string @namespace = "ns", Dictionary<string, string>? labels = null) => Server.Put(Map(name, value, @namespace, labels));

    internal static V1ConfigMap Map(string name, string value, string @namespace = "ns", Dictionary<string, string>? labels = null) =>
        new() { Metadata = { Namespace = @namespace, Name = name, Labels = labels }, Data = new() { ["v"] = value } };

    internal async Task StartAsync()
    {
        Informer.Start();
        await Eventually.EndAsync(Registration.WaitForSyncAsync());
        await Eventually.TrueAsync(() => Server.OpenWatches == 1 && Informer.Health.IsConnected);
    }

    internal string? Cached(string name) => Informer.Lister.Get(new NamespacedName("ns", name)) is { } found ? RecordingHandler.Value(found) : null;

    /// <summary><c>name=value</c> of everything cached, in order.</summary>
    internal IReadOnlyList<string> Cache() => Describe(Informer.Lister.List());

    /// <summary>The same of everything the server has.</summary>
    internal IReadOnlyList<string> Truth() => Describe(Server.All);

    private static IReadOnlyList<string> Describe(IEnumerable<V1ConfigMap> maps) =>
        [.. maps.Select(m => $"{RecordingHandler.Name(m)}={RecordingHandler.Value(m)}").Order(StringComparer.Ordinal)];

    internal Task CachedAsync(string name, string? value) => Eventually.TrueAsync(() => Cached(name) == value);

    internal Task CallsAsync(int count) => Eventually.TrueAsync(() => Handler.Calls.Count >= count);

    internal Task RequestsAsync(int count) => Eventually.TrueAsync(() => Server.Requests.Count >= count);

    /// <summary>Waits until the informer waits, then lets that pause pass. Answers how long it was.</summary>
    internal async Task<TimeSpan> PassPauseAsync()
    {
        await Eventually.TrueAsync(() => Time.ActiveTimers > 0);
        var pause = Time.NextTimer ?? TimeSpan.Zero;
        Time.Advance(pause);
        return pause;
    }

    public ValueTask DisposeAsync() => Informer.DisposeAsync();
}

using System.Text.Json.Nodes;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Simulation;
using Lepton.Sandbox.Simulation.Reading;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Tests.Simulation.Support;

/// <summary>A cluster whose clock the test moves. Any defect inside the simulation fails the test that meets it.</summary>
internal sealed class SimulatedCluster : IAsyncDisposable
{
    private readonly List<Exception> _errors = [];

    public SimulatedCluster(ClusterDefinition definition, SimulationOptions? options = null)
    {
        Api = new StoredCluster(Time);
        Options = (options ?? new SimulationOptions { SystemPods = false }) with { Stepped = true, OnError = _errors.Add };
        Simulation = ClusterSimulation.Start(Api, definition, Options);
        Settle();
    }

    public SteppedTime Time { get; } = new();

    public StoredCluster Api { get; }

    public SimulationOptions Options { get; }

    public ClusterSimulation Simulation { get; }

    /// <summary>One pool of CPU nodes and pools of GPU nodes with 1, 2 and 4 GPUs.</summary>
    public static ClusterDefinition Mixed(params NodePoolDefinition[] pools) => new("member")
    {
        Region = "r1",
        NodePools = pools,
        InstanceTypes =
        [
            new InstanceType("", "cpu4", "", 0, 0, 4, 16), new InstanceType("", "gpu1", "L4", 1, 24, 8, 32),
            new InstanceType("", "gpu2", "L4", 2, 24, 16, 64), new InstanceType("", "gpu4", "A100-80GB", 4, 80, 48, 340),
        ],
    };

    /// <summary>A cluster with <paramref name="count"/> CPU nodes.</summary>
    public static SimulatedCluster Cpu(int count = 3, SimulationOptions? options = null) => new(Mixed(new NodePoolDefinition("cpu", "cpu4") { Count = count, MaxNodes = count }), options);

    /// <summary>Lets everything happen that is due now.</summary>
    public void Settle()
    {
        Simulation.RunUntilIdle();
        if (_errors.Count > 0)
            throw new InvalidOperationException("the simulation has a defect", _errors[0]);
    }

    /// <summary>Lets <paramref name="duration"/> pass, stopping at everything that falls due in between.</summary>
    public void Run(TimeSpan duration, Action? afterEachStep = null)
    {
        var end = Time.GetUtcNow() + duration;
        Settle();
        afterEachStep?.Invoke();
        while (Simulation.NextDue is { } due && due <= end)
        {
            Time.Set(due);
            Settle();
            afterEachStep?.Invoke();
        }

        Time.Set(end);
        Settle();
    }

    public void Run(double seconds, Action? afterEachStep = null) => Run(TimeSpan.FromSeconds(seconds), afterEachStep);

    public ObjectView Create(GroupVersionResource resource, JsonObject manifest)
    {
        var made = new ObjectView(Api.Create(resource, ObjectName.Of(manifest).Namespace is { Length: > 0 } name ? name : null, manifest));
        Settle();
        return made;
    }

    public ObjectView? Find(GroupVersionResource resource, string name, string? @namespace = "default") => Api.Get(resource, @namespace, name) is { } json ? new ObjectView(json) : null;

    public ObjectView Get(GroupVersionResource resource, string name, string? @namespace = "default") =>
        Find(resource, name, @namespace) ?? throw new InvalidOperationException($"no {resource} {name}");

    public PodView Pod(string name) => new(Get(Kinds.Pods, name).Json);

    public IReadOnlyList<PodView> Pods(string? app = null) =>
        Api.List(Kinds.Pods, "default").Select(static json => new PodView(json)).Where(pod => app is null || pod.Labels.GetValueOrDefault("app") == app).ToList();

    public IReadOnlyList<NodeView> Nodes() => Api.List(Kinds.Nodes).Select(static json => new NodeView(json)).ToList();

    public void Change(GroupVersionResource resource, string name, Action<JsonObject> change, string? @namespace = "default")
    {
        Api.Update(resource, @namespace, name, json =>
        {
            change(json);
            return true;
        });
        Settle();
    }

    public IReadOnlyList<string> Events(string reason) =>
        Api.List(Kinds.Events).Where(json => json.Text("reason") == reason).Select(static json => json.Text("message")!).ToList();

    public ValueTask DisposeAsync() => Simulation.DisposeAsync();
}

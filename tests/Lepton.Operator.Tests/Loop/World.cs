using System.Text;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.ControllerRuntime.Events;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Hosting;
using Lepton.Operator.Members;
using Lepton.Operator.Monitoring;
using Lepton.Operator.Planning;
using Lepton.Operator.State;
using Lepton.Placement;
using Lepton.Testing.Fakes;
using Lepton.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lepton.Operator.Tests.Loop;

/// <summary>A hub and member clusters in memory, and the whole operator on a clock that the test moves. Kubelets make ready at once whatever is deployed.</summary>
internal sealed class World : IAsyncDisposable
{
    public const string HubId = "hub-uid";
    private static readonly IReadOnlyList<ResourceDefinition> Owned = [.. Lepton.Operator.Emission.OwnedKinds.All.Select(k => k.Resource)];
    private readonly Dictionary<string, FakeKubernetesClient> _members = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;

    private OperatorRuntime? _runtime;

    public World() => Hub = new FakeKubernetesClient(Time);

    public FakeTimeProvider Time { get; } = new();

    /// <summary>With members that were not read yet after a start. Patience with a busy machine is not measured by a clock that runs while the machine is busy.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromDays(1);

    public IPlacementSolver Solver { get; init; } = new PlacementSolver();

    public FakeKubernetesClient Hub { get; }

    /// <summary>An image whose replicas never become ready.</summary>
    public string? Broken { get; set; }

    public EventLog Events { get; } = new();

    public FakeKubernetesClient this[string member] => _members[member];

    /// <summary>What the running operator planned last: another object for each plan.</summary>
    public PlanFigures? LatestPlan => _runtime?.LatestPlan;

    /// <summary>The operator that runs, or ran last.</summary>
    public OperatorRuntime Runtime => _runtime ?? throw new InvalidOperationException("it was not started");

    /// <summary>How much the metrics tell of it.</summary>
    public MetricsOptions Metrics { get; init; } = new();

    public LeptonModel? Model(string name) => Hub.Fake<LeptonModel>().All.FirstOrDefault(m => m.Metadata.Name == name);

    public V1Condition? Condition(string model, string type) => Model(model)?.Status?.Conditions?.Find(c => c.Type == type);

    public CloudProvider Provider(string name) => Hub.Fake<CloudProvider>().All.Single(p => p.Metadata.Name == name);

    /// <summary>A provider with one cluster of the same name and so many nodes of 8 H100, its kubeconfig in a Secret.</summary>
    public World Cloud(string name, double price, int nodes = 2)
    {
        var member = _members[name] = new FakeKubernetesClient(Time) { Answer = new JsonObject { ["gitVersion"] = "v1.36.2" } };
        for (var i = 0; i < nodes; i++)
            member.Fake<MemberNode>().Put(Node($"{name}-{i}"));
        Hub.Fake<V1Secret>().Put(new V1Secret { Metadata = new() { Name = name, Namespace = "sys" }, Data = new() { ["kubeconfig"] = Encoding.UTF8.GetBytes(Kubeconfig(name)) } });
        var cluster = new MemberCluster { Name = name, Region = $"r-{name}", Connection = new() { KubeconfigSecretRef = new() { Namespace = "sys", Name = name } } };
        Hub.Fake<CloudProvider>().Put(Make.Provider(name, price, cluster));
        return this;
    }

    public World With(params LeptonModel[] models)
    {
        foreach (var model in models)
        {
            model.Spec.Ports ??= [new V1ContainerPort { ContainerPort = 8000 }];
            Hub.Fake<LeptonModel>().Put(model);
        }

        return this;
    }

    public World With(PlacementPolicy policy)
    {
        Hub.Fake<PlacementPolicy>().Put(policy);
        return this;
    }

    /// <summary>Changes a model as a user does.</summary>
    public void Edit(string name, Action<LeptonModel> change) => Edit(Model(name)!, change);

    public void Edit<T>(T current, Action<T> change) where T : class, IKubernetesObject
    {
        change(current);
        current.Metadata.Generation = (current.Metadata.Generation ?? 1) + 1;
        Hub.Fake<T>().Put(current);
    }

    public void Start()
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        _running = RunAsync(_stop.Token);
    }

    /// <summary>The operator ends, as by a signal or a crash: what it knew is gone.</summary>
    public async Task StopAsync()
    {
        if (_stop is null)
            return;
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _stop = null;
    }

    /// <summary>Lets time pass until something is so.</summary>
    public Task UntilAsync(Func<bool> condition, TimeSpan? step = null) => Time.AdvanceUntilAsync(
        () =>
        {
            Kubelets();
            return condition();
        },
        step ?? TimeSpan.FromMilliseconds(50),
        TimeSpan.FromMinutes(3));

    /// <summary>Lets so much time pass.</summary>
    public Task PassAsync(TimeSpan time)
    {
        var end = Time.Elapsed + time;
        return UntilAsync(() => Time.Elapsed >= end, TimeSpan.FromMilliseconds(200));
    }

    /// <summary>Lets time pass until nothing is written any more, however slow the machine; <see cref="Versions"/> then.</summary>
    public async Task<IReadOnlyList<string>> QuietAsync()
    {
        var last = Versions();
        for (var equal = 0; equal < 2;)
        {
            await PassAsync(TimeSpan.FromSeconds(20));
            await Task.Delay(100);
            var now = Versions();
            equal = now.SequenceEqual(last) ? equal + 1 : 0;
            last = now;
        }

        return last;
    }

    public Task ReadyAsync(params string[] models) => UntilAsync(() => models.All(m => Condition(m, "Ready")?.Status == "True" && Condition(m, "Applied")?.Status == "True"));

    /// <summary><c>2@aws 1@gcp</c>: what the model's status says, without what is leaving.</summary>
    public string Where(string model) => string.Join(' ', (Model(model)?.Status?.Placements ?? []).Where(p => p.State != PlacementState.Draining).OrderBy(p => p.Cluster).Select(p => $"{p.Replicas}@{p.Cluster}"));

    public IReadOnlyList<UnstructuredObject> In<T>(string member) where T : class, IKubernetesObject => _members[member].Fake(ResourceDefinition.Of<T>()).All;

    /// <summary>What was written to models' statuses so far, for messages of tests.</summary>
    public IEnumerable<string> History() => Hub.Fake<LeptonModel>().RequestsOf("update/status").Select(r =>
        $"{r.Body!["metadata"]!["name"]} {string.Join(", ", r.Body["status"]?["conditions"]?.AsArray().Select(c => $"{c!["type"]} {c["status"]} {c["reason"]} {c["message"]}") ?? [])}");

    /// <summary>Names and versions of everything in the hub's models and in the members.</summary>
    public IReadOnlyList<string> Versions() =>
    [
        .. Hub.Fake<LeptonModel>().All.Select(m => $"hub {m.Metadata.Name} {m.Metadata.ResourceVersion} {m.Status?.Decision?.Reason}: {Where(m.Metadata.Name!)}"),
        .. Hub.Fake<PlacementPolicy>().All.Select(m => $"hub {m.Metadata.Name} {m.Metadata.ResourceVersion}"),
        .. _members.Keys.SelectMany(m => Owned.SelectMany(k => _members[m].Fake(k).All).Select(o => $"{m} {o.Kind} {o.Metadata.Name} {o.Metadata.ResourceVersion}")),
    ];

    /// <summary>Asked before every write to any member; a fault that is returned is what the write meets.</summary>
    public void OnMemberWrite(Func<string, FakeRequest, FakeFault?> hook)
    {
        foreach (var (name, member) in _members)
        {
            foreach (var kind in Owned)
                member.Fake(kind).Fault = r => r.Verb is "apply" or "delete" or "patch" or "create" or "update" ? hook(name, r) : null;
        }
    }

    /// <summary>The member's API server stops answering: connections break and new ones are refused.</summary>
    public void Silence(string member)
    {
        var refused = FakeFault.Fail(FakeErrors.Refused());
        _members[member].Fault = refused;
        ForAll(member, (_, _) => refused, broken: true);
    }

    public void Return(string member)
    {
        _members[member].Fault = null;
        ForAll(member, (_, _) => null, broken: false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _end.Dispose();
    }

    private void ForAll(string member, Func<string, FakeRequest, FakeFault?> fault, bool broken)
    {
        var client = _members[member];
        client.Fake<MemberNode>().Fault = client.Fake<MemberPod>().Fault = client.Fake<V1Namespace>().Fault = r => fault(member, r);
        foreach (var kind in Owned)
        {
            client.Fake(kind).Fault = r => fault(member, r);
            if (broken)
                client.Fake(kind).BreakWatches(FakeErrors.Reset());
        }

        if (!broken)
            return;
        client.Fake<MemberNode>().BreakWatches(FakeErrors.Reset());
        client.Fake<MemberPod>().BreakWatches(FakeErrors.Reset());
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var options = new MemberOptions { ProbeTimeout = TimeSpan.FromDays(1), FirstReadPatience = Patience, AllowedExecPlugins = [] };
        var source = new MemberSource(Hub, () => Hub, options, configuration => _members[new Uri(configuration.Host).Host.Split('.')[0]]);
        await using var runtime = new OperatorRuntime(Hub, source, HubId, Events, Solver, options, new PlannerOptions { StartupPatience = Patience }, NullLoggerFactory.Instance, Time, metrics: Metrics);
        _runtime = runtime;
        try
        {
            await runtime.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <summary>Makes what is deployed ready, in every member whose server can be written (a silent one's kubelets are not seen anyway).</summary>
    private void Kubelets()
    {
        foreach (var member in _members.Values)
        {
            foreach (var deployment in member.Fake(ResourceDefinition.Of<V1Deployment>()).All)
                Report(member, ResourceDefinition.Of<V1Deployment>(), deployment, "readyReplicas", IsBroken(deployment) ? 0 : (int?)deployment.Json["spec"]?["replicas"] ?? 1, Time.GetUtcNow());
            foreach (var job in member.Fake(ResourceDefinition.Of<V1Job>()).All)
                Report(member, ResourceDefinition.Of<V1Job>(), job, "ready", (int?)job.Json["spec"]?["parallelism"] ?? 1, Time.GetUtcNow());
        }
    }

    private bool IsBroken(UnstructuredObject deployment) => Broken is not null && (string?)deployment.Json["spec"]?["template"]?["spec"]?["containers"]?[0]?["image"] == Broken;

    private static void Report(FakeKubernetesClient member, ResourceDefinition kind, UnstructuredObject value, string field, int ready, DateTimeOffset now)
    {
        var status = new JsonObject { [field] = ready, ["observedGeneration"] = value.Metadata.Generation };
        if (kind.Kind == "Deployment")
            (status["replicas"], status["updatedReplicas"], status["availableReplicas"]) = (ready, ready, ready);
        if (kind.Kind == "Job")
            status["startTime"] = (string?)value.Json["status"]?["startTime"] ?? now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        if (JsonNode.DeepEquals(value.Json["status"], status))
            return;
        value.Json["status"] = status;
        member.Fake(kind).Put(value);
    }

    private static MemberNode Node(string name) => new()
    {
        Metadata = new() { Name = name, Labels = new() { ["nvidia.com/gpu.product"] = "NVIDIA-H100-80GB-HBM3", ["node.kubernetes.io/instance-type"] = "h8" } },
        Status = new()
        {
            Allocatable = new() { ["cpu"] = "96", ["memory"] = "1000Gi", [Make.Gpu] = "8" },
            Conditions = [new MemberNodeCondition { Type = "Ready", Status = "True" }],
        },
    };

    private static string Kubeconfig(string name) => $$"""
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "https://{{name}}.invalid:6443"} }]
        users: [{name: u, user: {token: t} }]
        contexts: [{name: x, context: {cluster: c, user: u} }]
        current-context: x
        """;
}

using System.Text;
using Lepton.ControllerRuntime.Events;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Hosting;
using Lepton.Operator.Members;
using Lepton.Operator.Planning;
using Lepton.Placement;
using Lepton.Testing.Logging;
using Microsoft.Extensions.Logging;

namespace Lepton.EndToEnd.Harness;

/// <summary>The operator's work in this process, as the program runs it while it leads.</summary>
internal sealed class InProcessOperator : IAsyncDisposable
{
    private static readonly MemberOptions Quick = new()
    {
        ProbeInterval = TimeSpan.FromMilliseconds(500),
        ProbeTimeout = TimeSpan.FromSeconds(5),
        RefreshInterval = TimeSpan.FromSeconds(1),
        SweepInterval = TimeSpan.FromSeconds(1),
        ApplyConcurrency = 4,
    };

    private static readonly PlannerOptions Prompt = new()
    {
        Debounce = TimeSpan.FromMilliseconds(50),
        Resync = TimeSpan.FromSeconds(2),
        RetryAfter = TimeSpan.FromMilliseconds(200),
    };

    private readonly CancellationTokenSource _stop = new();
    private readonly LogCollector _log = new();
    private readonly KubernetesClient _client;
    private readonly EventRecorder _recorder;
    private readonly OperatorRuntime _runtime;
    private readonly Task _work;

    private InProcessOperator(KubernetesClientConfiguration configuration, string hubId, MemberOptions members, PlannerOptions planner, TimeProvider time)
    {
        _client = new KubernetesClient(configuration);
        _recorder = new EventRecorder(_client.Resource<Eventsv1Event>(), new EventRecorderOptions { ReportingController = "lepton.ai/operator", ReportingInstance = "end-to-end" });
        _runtime = new OperatorRuntime(_client, new MemberSource(_client, () => new KubernetesClient(configuration), members), hubId, _recorder, new PlacementSolver(), members, planner, _log, time);
        _work = Task.WhenAll(Task.Run(() => _runtime.RunAsync(_stop.Token)), Task.Run(() => _recorder.RunAsync(_stop.Token)));
    }

    /// <summary>Warnings and errors so far, for messages of failing tests.</summary>
    public IEnumerable<string> Complaints => _log.Lines.Where(l => l.Level >= LogLevel.Warning).Select(l => $"{l.Category}: {l.Message} {l.Exception?.Message}");

    /// <param name="members">How members are watched; quick if null. The same for <paramref name="planner"/>.</param>
    /// <param name="time">The operator's clock; the real one if null.</param>
    public static async Task<InProcessOperator> StartAsync(string kubeconfig, MemberOptions? members = null, PlannerOptions? planner = null, TimeProvider? time = null)
    {
        var configuration = KubernetesClientConfiguration.BuildConfigFromBytes(Encoding.UTF8.GetBytes(kubeconfig));
        using var client = new KubernetesClient(configuration);
        return new InProcessOperator(configuration, await OperatorRuntime.ReadHubIdAsync(client, CancellationToken.None), members ?? Quick, planner ?? Prompt, time ?? TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _work;
        }
        catch (OperationCanceledException)
        {
            // Asked for.
        }

        await _runtime.DisposeAsync();
        _recorder.Dispose();
        _client.Dispose();
        _stop.Dispose();
    }
}

using Lepton.Api.Models;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Http;

namespace Lepton.Operator.Dashboard;

/// <summary>The fleet as the hub had it a moment ago.</summary>
internal sealed record FleetView(DateTimeOffset Time, IReadOnlyList<CloudProvider> Providers, IReadOnlyList<LeptonModel> Models)
{
    public LeptonModel? Find(string @namespace, string name) => Models.FirstOrDefault(m => m.Metadata.Namespace == @namespace && m.Metadata.Name == name);
}

/// <summary>
/// Reads the fleet when somebody looks. Statuses hold all that is shown, so that every replica can answer, also those that do not lead and watch nothing; and a dashboard nobody
/// looks at costs nothing.
/// </summary>
internal sealed class FleetReader(IKubernetesClient hub, TimeProvider time) : IDisposable
{
    /// <summary>Who clicks through pages sees one moment.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private static readonly ListOptions Lean = new() { WithoutManagedFields = true };
    private readonly SemaphoreSlim _gate = new(1, 1);
    private FleetView? _known;

    /// <exception cref="KubernetesApiException">The hub refuses.</exception>
    /// <exception cref="HttpRequestException">It does not answer.</exception>
    public async Task<FleetView> ReadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_known is { } known && time.GetUtcNow() - known.Time < Fresh)
                return known;
            var providers = await ProvidersAsync(cancellationToken);
            var models = await hub.Resource<LeptonModel>().ListAllAsync(options: Lean, cancellationToken: cancellationToken);
            return _known = new FleetView(time.GetUtcNow(), providers, [.. models.Items.OrderBy(m => m.Metadata.NamespacedName(), StringComparer.Ordinal)]);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<IReadOnlyList<CloudProvider>> ProvidersAsync(CancellationToken cancellationToken) =>
        [.. (await hub.Resource<CloudProvider>().ListAllAsync(options: Lean, cancellationToken: cancellationToken)).Items.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal)];

    public void Dispose() => _gate.Dispose();
}

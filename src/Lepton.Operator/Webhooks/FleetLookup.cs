using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Http;

namespace Lepton.Operator.Webhooks;

/// <summary>Providers and policies as they were at most a few seconds ago: writes wait for the answer, and every replica answers, also those that do not lead and watch nothing.</summary>
internal sealed class FleetLookup(IKubernetesClient hub, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private (IReadOnlyList<CloudProvider> Providers, IReadOnlyList<PlacementPolicy> Policies) _known = ([], []);
    private DateTimeOffset _read = DateTimeOffset.MinValue;

    public async Task<(IReadOnlyList<CloudProvider> Providers, IReadOnlyList<PlacementPolicy> Policies)> ReadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() - _read < Fresh)
                return _known;
            var providers = await hub.Resource<CloudProvider>().ListAllAsync(cancellationToken: cancellationToken);
            var policies = await hub.Resource<PlacementPolicy>().ListAllAsync(cancellationToken: cancellationToken);
            _known = ([.. providers.Items], [.. policies.Items]);
            _read = time.GetUtcNow();
            return _known;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}

using System.Collections.Frozen;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Kubernetes.Discovery;

/// <summary>What the server serves. Loaded when first asked, and again whenever something is asked for that was not there: it may have been installed since.</summary>
internal sealed class DiscoveryCache(ApiTransport transport) : IDisposable
{
    private readonly SemaphoreSlim _oneLoad = new(1);
    private volatile FrozenDictionary<(string ApiVersion, string Kind), ResourceDefinition>? _known;

    internal async Task<ResourceDefinition?> FindAsync(string apiVersion, string kind, CancellationToken cancellationToken)
    {
        var seen = _known;
        if (seen?.GetValueOrDefault((apiVersion, kind)) is { } known)
            return known;
        await _oneLoad.WaitAsync(cancellationToken);
        try
        {
            // Whoever waited looks at what the one before it loaded.
            if (ReferenceEquals(seen, _known))
                _known = Index(await new DiscoveryLoader(transport).LoadAsync(cancellationToken));
            return _known!.GetValueOrDefault((apiVersion, kind));
        }
        finally
        {
            _oneLoad.Release();
        }
    }

    public void Dispose() => _oneLoad.Dispose();

    private static FrozenDictionary<(string, string), ResourceDefinition> Index(IEnumerable<ResourceDefinition> resources) =>
        resources.DistinctBy(r => (r.ApiVersion, r.Kind)).ToFrozenDictionary(r => (r.ApiVersion, r.Kind));
}

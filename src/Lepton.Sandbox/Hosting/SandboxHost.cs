using System.Collections.Concurrent;

namespace Lepton.Sandbox.Hosting;

/// <summary>
/// API servers in this process, one per cluster, with one certificate authority for all of them.
/// <code>
/// await using var host = await SandboxHost.StartAsync();
/// var cluster = await host.AddClusterAsync("hub");
/// File.WriteAllText("kubeconfig", cluster.KubeconfigYaml());
/// </code>
/// </summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private static readonly TimeSpan TrimEvery = TimeSpan.FromSeconds(30);
    private readonly SandboxOptions _options;
    private readonly CertificateAuthority _authority;
    private readonly ConcurrentDictionary<string, SandboxCluster> _clusters = new(StringComparer.Ordinal);

    private readonly Timer _housekeeping;

    private SandboxHost(SandboxOptions options)
    {
        _options = options;
        _housekeeping = new Timer(_ => Trim(), null, TrimEvery, TrimEvery);
        _authority = CertificateAuthority.Create();
    }

    public IReadOnlyCollection<SandboxCluster> Clusters => [.. _clusters.Values];

    /// <summary>The certificate authority of all clusters, PEM.</summary>
    public string CertificateAuthorityPem => _authority.Pem;

    public static Task<SandboxHost> StartAsync(SandboxOptions? options = null) => Task.FromResult(new SandboxHost(options ?? new SandboxOptions()));

    public SandboxCluster this[string name] => _clusters.TryGetValue(name, out var cluster)
        ? cluster
        : throw new KeyNotFoundException($"The sandbox has no cluster \"{name}\"; it has {string.Join(", ", _clusters.Keys.Order(StringComparer.Ordinal))}.");

    /// <summary>Makes a cluster and starts its API server.</summary>
    /// <exception cref="ArgumentException">There is a cluster of that name.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public async Task<SandboxCluster> AddClusterAsync(string name, ClusterOptions? options = null, CancellationToken cancellation = default)
    {
        var seed = HashCode(name) ^ _options.Seed;
        var cluster = new SandboxCluster(name, _options, options ?? new ClusterOptions(), _authority, seed);
        if (!_clusters.TryAdd(name, cluster))
        {
            await cluster.DisposeAsync();
            throw new ArgumentException($"The sandbox already has a cluster \"{name}\".", nameof(name));
        }

        try
        {
            await cluster.StartAsync(cancellation);
            return cluster;
        }
        catch
        {
            await RemoveClusterAsync(name);
            throw;
        }
    }

    /// <summary>Stops a cluster and forgets its state.</summary>
    public async Task RemoveClusterAsync(string name)
    {
        if (_clusters.TryRemove(name, out var cluster))
            await cluster.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _housekeeping.DisposeAsync();
        await Task.WhenAll(_clusters.Keys.ToArray().Select(RemoveClusterAsync));
        _authority.Dispose();
    }

    private void Trim()
    {
        foreach (var cluster in _clusters.Values)
            cluster.TrimHistory();
    }

    /// <summary>The same in every process, unlike <see cref="string.GetHashCode()"/>.</summary>
    private static int HashCode(string name)
    {
        var hash = 17;
        foreach (var c in name)
            hash = unchecked((hash * 31) + c);
        return hash;
    }
}

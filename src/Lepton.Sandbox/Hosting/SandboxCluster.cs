using System.Collections.Concurrent;
using System.Security.Cryptography;
using Lepton.Sandbox.Api;
using Lepton.Sandbox.Api.Auth;
using Lepton.Sandbox.CustomResources;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Schemas;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Hosting;

/// <summary>One cluster: its state, its API server, and the ways in.</summary>
public sealed class SandboxCluster : IAsyncDisposable
{
    private readonly ClusterContext _context;
    private readonly DefinitionController _definitions;
    private readonly Authenticator _authenticator;
    private readonly CallObservers _observers = new();
    private readonly FaultInjector _faults = new(TimeProvider.System);
    private readonly CertificateAuthority _authority;
    private readonly ServiceAccountTokens _serviceAccounts;
    private readonly HttpListener _listener;
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);

    internal SandboxCluster(string name, SandboxOptions options, ClusterOptions cluster, CertificateAuthority authority, int seed)
    {
        Name = name;
        _authority = authority;
        _context = new ClusterContext(name, options.Time, seed, new KubernetesSchemas(), options.History, Discovery.ServerVersion.Parse(cluster.KubernetesVersion));
        var objects = new ObjectOperations(_context);
        Api = new ClusterApi(_context, objects);
        Bootstrap.Fill(new ClusterApi(_context, objects, "kube-apiserver"));
        _definitions = new DefinitionController(_context, objects);
        _serviceAccounts = new ServiceAccountTokens(_context);
        _authenticator = new Authenticator(authority.Certificate) { OtherTokens = _serviceAccounts.Validate };
        _listener = new HttpListener(options.Address, cluster.Port, authority, new ApiServer(_context, objects, _authenticator, _serviceAccounts, _faults), _observers);
    }

    public string Name { get; }

    /// <summary>The cluster from inside, for its own controllers and for tests. It goes on while the API server is stopped.</summary>
    public IClusterApi Api { get; }

    /// <summary>Where the API server listens; it keeps its port over Stop and Start.</summary>
    public Uri Server => _listener.Server;

    public bool IsRunning => _listener.IsRunning;

    /// <summary>A kubeconfig for a user; without one, for the administrator.</summary>
    public string KubeconfigYaml(SandboxUser? user = null, SandboxCredential credential = SandboxCredential.Token)
    {
        user ??= SandboxUser.Admin;
        var login = Kubeconfig.Token(credential == SandboxCredential.Token ? TokenOf(user) : "");
        if (credential == SandboxCredential.ClientCertificate)
        {
            var (certificate, key) = _authority.IssueClient(user.Name, user.Groups);
            login = Kubeconfig.Certificate(certificate, key);
        }

        return Kubeconfig.Yaml(Name, Server, _authority.Pem, user.Name, login);
    }

    /// <summary>The bearer token of a user, made at the first call.</summary>
    public string TokenOf(SandboxUser user) => _tokens.GetOrAdd(user.Name, _ =>
    {
        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _authenticator.AddToken(token, new UserInfo(user.Name, user.Groups, user.Uid));
        return token;
    });

    /// <summary>From now on the user's tokens are answered 401. A kubeconfig made afterwards has a new one.</summary>
    public void RevokeTokens(SandboxUser user)
    {
        if (_tokens.TryRemove(user.Name, out var token))
            _authenticator.RevokeToken(token);
    }

    /// <summary>Makes the API server misbehave until the result is disposed of.</summary>
    public IDisposable Inject(ApiFault fault) => _faults.Add(fault);

    /// <summary>Calls <paramref name="seen"/> after every request that was answered, until the result is disposed of: who did what and when.</summary>
    public IDisposable Observe(Action<ApiCall> seen) => _observers.Add(seen);

    /// <summary>Starts the API server again after <see cref="StopAsync"/>, at the same port.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public Task StartAsync(CancellationToken cancellation = default) => _listener.StartAsync(cancellation);

    /// <summary>The API server is lost: open connections are cut and new ones refused. What is in the cluster lives on.</summary>
    public Task StopAsync() => _listener.StopAsync();

    /// <summary>Where a Service that an admission webhook names is listened for: nothing runs behind the Services of a sandbox.</summary>
    public void RegisterService(string @namespace, string service, System.Net.IPEndPoint address) => _context.Webhooks.Register(@namespace, service, address);

    /// <summary>Cuts everything that is being answered (watches) and forgets the history, so that who comes back is answered 410 and has to list again.</summary>
    public void BreakWatches()
    {
        CompactHistory();
        _faults.CutOpen(null);
    }

    /// <summary>Forgets the history of changes, so that watches and continued lists from before are answered 410.</summary>
    public void CompactHistory() => _context.Store.Compact();

    /// <summary>Forgets changes that have become old.</summary>
    internal void TrimHistory() => _context.Store.Trim();

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _definitions.DisposeAsync();
        _serviceAccounts.Dispose();
        _context.Webhooks.Dispose();
    }
}

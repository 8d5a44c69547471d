using Lepton.Cli.Sandboxes;
using Lepton.EndToEnd.Leadership;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;

namespace Lepton.EndToEnd.RealClusters;

/// <summary>Given clusters without nodes in the place of the sandbox's members: each behind a door, with copies of the nodes and with kubelets that are played.</summary>
internal sealed class GivenMembers : IAsyncDisposable
{
    private readonly Dictionary<string, IKubernetesClient> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MemberDoor> _doors = new(StringComparer.Ordinal);
    private readonly List<IAsyncDisposable> _playing = [];
    private readonly List<CopiedNodes> _copies = [];

    private GivenMembers()
    {
    }

    /// <summary>Straight to the servers, past the doors.</summary>
    public IReadOnlyDictionary<string, IKubernetesClient> Clients => _clients;

    /// <summary>Null where none are given, or where they have nodes of their own, which no test can stand in for.</summary>
    /// <param name="names">Of the sandbox's members. The given ones take their places in the order they are given in, whatever they are called.</param>
    /// <exception cref="FormatException">What is given cannot be read, or is too little.</exception>
    public static async Task<GivenMembers?> FindAsync(IReadOnlyList<string> names)
    {
        var variable = Environment.GetEnvironmentVariable(GivenClusters.MembersVariable);
        if (string.IsNullOrEmpty(variable) || !GivenClusters.SimulatesNodes)
            return null;
        var files = GivenClusters.Parse(variable).Values.ToList();
        if (files.Count < names.Count)
            throw new FormatException($"{GivenClusters.MembersVariable}: found {files.Count} members, expected {names.Count}");
        var members = new GivenMembers();
        foreach (var (name, file) in names.Zip(files))
        {
            members._clients[name] = new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromConfigFile(file));
            members._doors[name] = await MemberDoor.StartAsync(file);
        }

        return members;
    }

    public string KubeconfigOf(string member) => _doors[member].Kubeconfig;

    public IDisposable Observe(string member, Action<MemberWrite> see)
    {
        var door = _doors[member];
        door.Written += see;
        return new Observing(() => door.Written -= see);
    }

    /// <summary>Copies the nodes of the sandbox's clusters of the same names, and plays their kubelets.</summary>
    public async Task SimulateNodesAsync(SandboxSession sandbox)
    {
        foreach (var (name, client) in _clients)
        {
            var copy = new CopiedNodes(sandbox.Members[name], client);
            _copies.Add(copy);
            await copy.RemoveAsync();
            await copy.CopyAsync();
            _playing.Add(new PlayedKubelets(client));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var playing in _playing)
            await playing.DisposeAsync();
        foreach (var copy in _copies)
            await copy.RemoveAsync();
        foreach (var door in _doors.Values)
            await door.DisposeAsync();
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private sealed class Observing(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

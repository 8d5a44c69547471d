using System.Diagnostics;
using Lepton.Cli.Sandboxes;
using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Lepton.Kubernetes.Models;

namespace Lepton.Benchmarks.EndToEnd;

/// <summary>A hub and members, of the sandbox in another process or given, with Lepton's definitions and the members' connections.</summary>
internal sealed class BenchFleet : IDisposable
{
    private readonly ServersProcess? _servers;
    private readonly string? _lose;

    private BenchFleet(ServersProcess? servers, string hub, IReadOnlyDictionary<string, string> members, string? lose)
    {
        (_servers, HubKubeconfig, _lose) = (servers, hub, lose);
        Hub = Connect(hub);
        Members = new SortedDictionary<string, IKubernetesClient>(members.ToDictionary(m => m.Key, m => Connect(m.Value)), StringComparer.Ordinal);
    }

    public string HubKubeconfig { get; }

    public IKubernetesClient Hub { get; }

    public SortedDictionary<string, IKubernetesClient> Members { get; }

    public bool CanLose => _servers is not null || _lose is not null;

    /// <param name="options">With kubeconfigs, or without.</param>
    /// <param name="members">How many the sandbox has.</param>
    public static async Task<BenchFleet> StartAsync(BenchOptions options, int members)
    {
        var names = Enumerable.Range(0, members).Select(i => $"member-{i:00}").ToList();
        var servers = options.Hub is null ? await ServersProcess.StartAsync([.. names, "hub"]) : null;
        var files = servers is null ? options.Members : names.ToDictionary(n => n, servers.KubeconfigOf);
        var fleet = new BenchFleet(servers, options.Hub ?? servers!.KubeconfigOf("hub"), files, options.Lose);
        await HubSetup.InstallDefinitionsAsync(fleet.Hub, Lepton.Cli.Manifests.ManifestFiles.Load([CheckedOut.PathOf("config", "crd")]), CancellationToken.None);
        if (servers is null)
            await Leftovers.RemoveAsync(fleet);
        await HubSetup.AddMembersAsync(fleet.Hub, files.Select(f => (f.Key, File.ReadAllText(f.Value))), CancellationToken.None);
        foreach (var (client, name) in fleet.Members.Values.Select(m => (m, "others")).Append((fleet.Hub, Wishes.Namespace)))
        {
            if (await client.Resource<V1Namespace>().TryGetAsync(name) is null)
                await client.Resource<V1Namespace>().CreateAsync(new V1Namespace { Metadata = { Name = name } });
        }

        return fleet;
    }

    /// <summary>Providers and the policy.</summary>
    public async Task OfferAsync(bool spread)
    {
        var index = 0;
        foreach (var member in Members.Keys)
            await ApplyAsync(Wishes.Provider(member, index++));
        await ApplyAsync(Wishes.Policy(spread));
    }

    public async Task ApplyAsync(System.Text.Json.Nodes.JsonObject value)
    {
        var item = new UnstructuredObject(value);
        var definition = await Hub.FindResourceAsync(item.ApiVersion!, item.Kind!) ?? throw new InvalidOperationException($"the hub does not serve {item.Kind}");
        await Hub.Resource(definition).ApplyAsync(item, new ApplyOptions("somebody") { Force = true });
    }

    /// <summary>The first member's API server dies.</summary>
    public async Task<string> LoseFirstAsync()
    {
        var lost = Members.Keys.First();
        if (_servers is not null)
        {
            await _servers.LoseAsync(lost);
            return lost;
        }

        using var command = Process.Start(new ProcessStartInfo("sh") { ArgumentList = { "-c", _lose! } })!;
        await command.WaitForExitAsync();
        return lost;
    }

    public void Dispose()
    {
        foreach (var client in Members.Values.Append(Hub))
            client.Dispose();
        _servers?.Dispose();
    }

    private static IKubernetesClient Connect(string file) => new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromConfigFile(file));
}

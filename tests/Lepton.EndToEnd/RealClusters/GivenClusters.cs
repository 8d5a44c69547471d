using Lepton.Kubernetes.Config;
using Lepton.Kubernetes.Http;
using Xunit;

namespace Lepton.EndToEnd.RealClusters;

/// <summary>A hub and members that somebody gave to the tests by environment (docs/how-to/test-against-real-clusters.md).</summary>
internal sealed class GivenClusters : IDisposable
{
    public const string HubVariable = "LEPTON_TEST_HUB_KUBECONFIG";
    public const string MembersVariable = "LEPTON_TEST_MEMBER_KUBECONFIGS";
    public const string SimulateVariable = "LEPTON_TEST_SIMULATE_NODES";

    private GivenClusters(string hub, IReadOnlyDictionary<string, string> members)
    {
        HubKubeconfig = hub;
        MemberKubeconfigs = members;
        Hub = Connect(hub);
        Members = members.ToDictionary(m => m.Key, m => Connect(m.Value), StringComparer.Ordinal);
    }

    public string HubKubeconfig { get; }

    /// <summary>Files, by the name a CloudProvider gives the cluster.</summary>
    public IReadOnlyDictionary<string, string> MemberKubeconfigs { get; }

    public IKubernetesClient Hub { get; }

    public IReadOnlyDictionary<string, IKubernetesClient> Members { get; }

    /// <summary>The clusters have no nodes of their own: the test makes some and plays their kubelets.</summary>
    public static bool SimulatesNodes => Environment.GetEnvironmentVariable(SimulateVariable) is "1" or "true";

    /// <summary>Skips the test, saying why, where no clusters are given.</summary>
    /// <exception cref="FormatException">What is given cannot be read.</exception>
    public static GivenClusters OrSkip()
    {
        var hub = Environment.GetEnvironmentVariable(HubVariable);
        Skip.If(string.IsNullOrEmpty(hub), $"{HubVariable} names no kubeconfig of a hub: see docs/how-to/test-against-real-clusters.md");
        return new GivenClusters(hub!, Parse(Environment.GetEnvironmentVariable(MembersVariable)));
    }

    /// <summary><c>name=file,name=file</c>.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string? members)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in (members ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } file] || !found.TryAdd(name, file))
                throw new FormatException($"{MembersVariable}: found \"{part}\", expected name=file once for each cluster, separated by commas");
        }

        return found.Count > 0 ? found : throw new FormatException($"{MembersVariable}: found \"{members}\", expected name=file for at least one cluster");
    }

    public void Dispose()
    {
        Hub.Dispose();
        foreach (var member in Members.Values)
            member.Dispose();
    }

    private static IKubernetesClient Connect(string file) => new KubernetesClient(KubernetesClientConfiguration.BuildConfigFromConfigFile(file));
}

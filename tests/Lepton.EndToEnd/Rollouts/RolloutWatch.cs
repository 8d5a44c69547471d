using System.Text.Json.Nodes;
using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Storage;

namespace Lepton.EndToEnd.Rollouts;

/// <summary>Follows a model's Deployments and pods: in which order clusters get an image, and how many pods serve in each at every moment.</summary>
internal sealed class RolloutWatch(TestFleet fleet, string model) : ModelWatch<RolloutWatch.Moment>(fleet, model)
{
    private readonly Dictionary<string, (string Cluster, bool Ready, string Image)> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _images = new(StringComparer.Ordinal);

    /// <summary>Clusters in the order in which their Deployment was given an image.</summary>
    public IReadOnlyList<string> OrderOf(string image) => [.. Moments.SelectMany(m => m.Images.Where(i => i.Value == image).Select(i => i.Key)).Distinct(StringComparer.Ordinal)];

    protected override Moment? Take(string cluster, StoreEvent change)
    {
        var image = Image(change.Object["spec"]?["template"]?["spec"] ?? change.Object["spec"]) ?? "";
        if (change.Resource.Resource == "deployments" && change.Type != StoreEventType.Deleted)
            _images[cluster] = image;
        else if (change.Resource.Resource != "pods")
            return null;
        else if (change.Type == StoreEventType.Deleted)
            _pods.Remove(KeyOf(cluster, change));
        else
            _pods[KeyOf(cluster, change)] = (cluster, PodFacts.IsReady(change.Object), image);
        var ready = _pods.Values.Where(p => p.Ready).ToList();
        return new Moment(
            new Dictionary<string, string>(_images), ready.GroupBy(p => p.Cluster).ToDictionary(g => g.Key, g => g.Count()),
            ready.GroupBy(p => (p.Cluster, p.Image)).ToDictionary(g => g.Key, g => g.Count()));
    }

    private static string? Image(JsonNode? spec) => (string?)spec?["containers"]?[0]?["image"];

    /// <param name="Images">By cluster: what its Deployment says.</param>
    /// <param name="Ready">By cluster: pods that serve.</param>
    /// <param name="ReadyWith">By cluster and image: pods that serve.</param>
    internal sealed record Moment(IReadOnlyDictionary<string, string> Images, IReadOnlyDictionary<string, int> Ready, IReadOnlyDictionary<(string Cluster, string Image), int> ReadyWith);
}

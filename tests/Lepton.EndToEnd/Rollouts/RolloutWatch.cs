using System.Text.Json.Nodes;
using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Storage;

namespace Lepton.EndToEnd.Rollouts;

/// <summary>Follows a model's Deployments and pods over all members from within their storage: in which order clusters get an image, and how many pods serve in each at every moment.</summary>
internal sealed class RolloutWatch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (string Cluster, bool Ready, string Image)> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _images = new(StringComparer.Ordinal);
    private readonly List<Moment> _moments = [];
    private readonly List<IDisposable> _subscriptions = [];
    private readonly string _model;

    public RolloutWatch(TestFleet fleet, string model)
    {
        _model = model;
        foreach (var member in SmallFleet.Members)
            _subscriptions.Add(fleet.Server(member).Api.Subscribe(e => Take(member, e)));
    }

    /// <summary>How it stood after each change.</summary>
    public IReadOnlyList<Moment> Moments
    {
        get
        {
            lock (_lock)
                return [.. _moments];
        }
    }

    /// <summary>Clusters in the order in which their Deployment was given an image.</summary>
    public IReadOnlyList<string> OrderOf(string image) => [.. Moments.SelectMany(m => m.Images.Where(i => i.Value == image).Select(i => i.Key)).Distinct(StringComparer.Ordinal)];

    public void Dispose() => _subscriptions.ForEach(s => s.Dispose());

    private void Take(string cluster, StoreEvent change)
    {
        if ((string?)change.Object["metadata"]?["labels"]?["lepton.ai/model"] != _model)
            return;
        var image = Image(change.Object["spec"]?["template"]?["spec"] ?? change.Object["spec"]);
        lock (_lock)
        {
            if (change.Resource.Resource == "deployments" && change.Type != StoreEventType.Deleted)
                _images[cluster] = image ?? "";
            else if (change.Resource.Resource == "pods")
                Pod(cluster, change, image);
            else
                return;
            _moments.Add(new Moment(
                new Dictionary<string, string>(_images), _pods.Values.Where(p => p.Ready).GroupBy(p => p.Cluster).ToDictionary(g => g.Key, g => g.Count()),
                _pods.Values.Where(p => p.Ready).GroupBy(p => (p.Cluster, p.Image)).ToDictionary(g => g.Key, g => g.Count())));
        }
    }

    private void Pod(string cluster, StoreEvent change, string? image)
    {
        var key = $"{cluster}/{(string?)change.Object["metadata"]!["uid"]}";
        if (change.Type == StoreEventType.Deleted)
            _pods.Remove(key);
        else
            _pods[key] = (cluster, IsReady(change.Object), image ?? "");
    }

    private static string? Image(JsonNode? spec) => (string?)spec?["containers"]?[0]?["image"];

    private static bool IsReady(JsonObject pod) => pod["metadata"]!["deletionTimestamp"] is null
        && (pod["status"]?["conditions"] as JsonArray)?.Any(c => (string?)c?["type"] == "Ready" && (string?)c["status"] == "True") == true;

    /// <param name="Images">By cluster: what its Deployment says.</param>
    /// <param name="Ready">By cluster: pods that serve.</param>
    /// <param name="ReadyWith">By cluster and image: pods that serve.</param>
    internal sealed record Moment(IReadOnlyDictionary<string, string> Images, IReadOnlyDictionary<string, int> Ready, IReadOnlyDictionary<(string Cluster, string Image), int> ReadyWith);
}

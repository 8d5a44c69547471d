using Lepton.Sandbox.Storage;

namespace Lepton.EndToEnd.Harness;

/// <summary>Follows a model's objects over all members from within their storage: every change, in order, none missed between two polls.</summary>
/// <typeparam name="T">How it stands after a change.</typeparam>
internal abstract class ModelWatch<T> : IDisposable where T : class
{
    private readonly List<T> _moments = [];
    private readonly List<IDisposable> _subscriptions = [];
    private readonly string _model;

    protected ModelWatch(TestFleet fleet, string model)
    {
        _model = model;
        foreach (var member in SmallFleet.Members)
            _subscriptions.Add(fleet.Server(member).Api.Subscribe(e => Seen(member, e)));
    }

    /// <summary>How it stood after each change.</summary>
    public IReadOnlyList<T> Moments
    {
        get
        {
            lock (Gate)
                return [.. _moments];
        }
    }

    /// <summary>Held while a change is taken.</summary>
    protected Lock Gate { get; } = new();

    public void Dispose() => _subscriptions.ForEach(s => s.Dispose());

    /// <returns>How it stands now; null when the change is of nothing that is followed.</returns>
    protected abstract T? Take(string cluster, StoreEvent change);

    /// <summary>A pod's name over all clusters.</summary>
    protected static string KeyOf(string cluster, StoreEvent pod) => $"{cluster}/{(string?)pod.Object["metadata"]!["uid"]}";

    private void Seen(string cluster, StoreEvent change)
    {
        if ((string?)change.Object["metadata"]?["labels"]?["lepton.ai/model"] != _model)
            return;
        lock (Gate)
        {
            if (Take(cluster, change) is { } moment)
                _moments.Add(moment);
        }
    }
}

using Lepton.Api.Models;
using Lepton.Operator.State;

namespace Lepton.Cli.Simulate.World;

/// <summary>
/// The data that models bring along. Where it is stored it is at hand; to any other cluster it is copied when the first replica is bound there, at a bandwidth
/// of its own for each copy, and it is gone with the last replica.
/// </summary>
/// <param name="gibPerSecond">Of one copy.</param>
internal sealed class DataCopies(double gibPerSecond)
{
    private readonly Dictionary<(ModelKey Model, string Cluster), double> _arrivals = [];

    /// <summary>GiB that have to be copied before a replica of the model can start in a cluster.</summary>
    public static double ToCopy(LeptonModel model, SimCluster cluster) =>
        model.Spec.Dataset is not { SizeGiB: > 0 } data || (data.Provider == cluster.Definition.ProviderObject && data.Region == cluster.Definition.Region) ? 0 : data.SizeGiB;

    /// <summary>When (hours) the data is there, the copy being begun now if there is none yet.</summary>
    public double Arrival(SimReplica replica, string cluster, double now)
    {
        if (replica.DataGiB <= 0)
            return now;
        if (!_arrivals.TryGetValue((replica.Model, cluster), out var at))
            _arrivals[(replica.Model, cluster)] = at = now + replica.DataGiB / gibPerSecond / 3600;
        return Math.Max(now, at);
    }

    public void Drop(ModelKey model, string cluster) => _arrivals.Remove((model, cluster));
}

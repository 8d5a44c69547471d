using System.Runtime.CompilerServices;
using Lepton.Api.Models;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning;

/// <summary>
/// A fingerprint of what a plan depends on. Pods of our own come and go all the time without any meaning for it, unless something waits for room, or they are more than
/// what is wanted where they are (their going gives room back); what foreign pods take, what nodes are, prices, rules and wishes have. Two equal fingerprints need no second plan. Time enters by what it changes: a member given up, a cooldown that ends.
/// </summary>
internal static class PlanInput
{
    /// <param name="timing">How time alone stands for a model.</param>
    /// <param name="stuck">Replicas that wait for a node and can get none.</param>
    public static string Of(FleetSnapshot snapshot, string pricesVersion, Func<LeptonModel, string> timing, IReadOnlyDictionary<(ModelKey Model, string Pool), StuckPart>? stuck = null)
    {
        using var text = new Fingerprint();
        foreach (var model in snapshot.Models.OrderBy(m => m.Metadata.NamespacedName(), StringComparer.Ordinal))
        {
            text.Append(model.Metadata.NamespacedName()).Append('@').Append(ModelWish.Of(model)).Append(model.Metadata.DeletionTimestamp is null ? '+' : '-');
            foreach (var placement in model.Status?.Placements ?? [])
                text.Append(placement.Pool).Append('=').Append(placement.Replicas).Append(placement.State == PlacementState.Draining ? 'd' : placement.DrainingReplicas > 0 ? 's' : 'a');
            if (model.Status?.Scaling is { } asked)
                text.Append('w').Append(asked.Wanted);
            // What was refused is tried again when anything of it is changed.
            if (model.Status?.Conditions?.Find(c => c.Type == "Scheduled") is { Status: "False" })
                text.Append(model.Metadata.Generation);
            // A training run that is over frees what it held.
            if (model.Status?.Conditions?.Find(c => c.Type == "Ready") is { Reason: "Completed" })
                text.Append('c');
            if (Rebalancing.Proposals.Approval(model) is { } approval)
                text.Append('y').Append(approval);
            text.Append(timing(model)).Append('\n');
        }

        foreach (var item in snapshot.Providers.Select(p => (p.Metadata, "p")).Concat(snapshot.Policies.Select(p => (p.Metadata, "l"))).OrderBy(i => i.Metadata.Uid, StringComparer.Ordinal))
            text.Append(item.Item2).Append(item.Metadata.Uid).Append('@').Append(item.Metadata.Generation).Append('\n');
        var wanted = Wanted(snapshot.Models);
        // While something waits for room, room that pods of our own give back is news.
        var waiting = snapshot.Models.Any(m => m.Status?.Conditions?.Find(c => c.Type == "Scheduled") is { Status: "False" });
        foreach (var member in snapshot.Members.Values.OrderBy(m => m.Cluster, StringComparer.Ordinal))
        {
            // What a cluster knows changes with its minor version.
            text.Append(member.Cluster).Append(member.Provider).Append(member.Health).Append(Members.MemberVersion.Minor(member.KubernetesVersion)).Append(OfNodes.GetValue(member.Nodes, Nodes)).Append('\n');
            foreach (var placement in member.Nodes.SelectMany(n => n.Pods).Where(p => p.Model is not null).GroupBy(p => (p.Model!.Value, p.Placement ?? "")).OrderBy(g => g.Key.ToString(), StringComparer.Ordinal))
            {
                var stay = waiting ? 0 : wanted.GetValueOrDefault((placement.Key.Value, member.Cluster, placement.Key.Item2));
                foreach (var pod in placement.OrderBy(p => p.NodeName, StringComparer.Ordinal).Skip(stay))
                    text.Append(pod.NodeName).Append('-').Append(Devices(pod)).Append(';');
            }
        }

        foreach (var none in (stuck ?? new Dictionary<(ModelKey Model, string Pool), StuckPart>()).OrderBy(w => w.Key.ToString(), StringComparer.Ordinal))
            text.Append(none.Key.Model.ToString()).Append('~').Append(none.Key.Pool).Append('=').Append(none.Value.Replicas).Append(none.Value.Reason);
        return $"{pricesVersion}/{text.Finish()}";
    }

    /// <summary>Replicas that are to stay, by model, cluster and placement label; pods without that label (of Jobs) belong to all that the model has in the cluster.</summary>
    private static Dictionary<(ModelKey Model, string Cluster, string Placement), int> Wanted(IEnumerable<LeptonModel> models)
    {
        var wanted = new Dictionary<(ModelKey, string, string), int>();
        foreach (var model in models.Where(m => m.Metadata.DeletionTimestamp is null))
        {
            var key = new ModelKey(model.Metadata.Namespace!, model.Metadata.Name!);
            foreach (var placement in (model.Status?.Placements ?? []).Where(p => p.State != PlacementState.Draining))
            {
                foreach (var label in new[] { Emission.Names.Placement(placement.Pool), "" })
                    wanted[(key, placement.Cluster, label)] = wanted.GetValueOrDefault((key, placement.Cluster, label)) + placement.Replicas;
            }
        }

        return wanted;
    }

    /// <summary>Put together once for nodes that are looked at again and again.</summary>
    private static readonly ConditionalWeakTable<IReadOnlyList<NodeView>, string> OfNodes = [];

    private static string Nodes(IReadOnlyList<NodeView> nodes)
    {
        using var text = new Fingerprint();
        foreach (var node in nodes)
        {
            text.Append('\n').Append(node.Name).Append(node.Closed).Append(node.Cpu).Append(',').Append(node.MemoryGiB);
            foreach (var (device, count) in node.Devices)
                text.Append(device).Append(count);
            foreach (var (key, value) in node.Labels.OrderBy(l => l.Key, StringComparer.Ordinal))
                text.Append(key).Append(value);
            foreach (var taint in node.Taints)
                text.Append(taint.Key).Append(taint.Value).Append(taint.Effect);
            var foreign = node.Pods.Where(p => p.Model is null).ToList();
            text.Append('f').Append(foreign.Sum(Devices)).Append(',').Append(Math.Round(foreign.Sum(p => p.Resources.Cpu), 1)).Append(',').Append(Math.Round(foreign.Sum(p => p.Resources.MemoryGiB), 1));
        }

        return text.Finish();
    }

    private static int Devices(PodView pod) => pod.Resources.Devices.Values.Sum();
}

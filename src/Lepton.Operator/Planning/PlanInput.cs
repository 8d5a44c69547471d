using System.Text;
using Lepton.Api.Models;
using Lepton.Operator.State;

namespace Lepton.Operator.Planning;

/// <summary>
/// A fingerprint of what a plan depends on. Pods of our own come and go all the time without any meaning for it; what foreign pods take, what nodes are, prices,
/// rules and wishes have. Two equal fingerprints need no second plan. Time enters by the quarter of a minute, for cooldowns.
/// </summary>
internal static class PlanInput
{
    /// <param name="isLost">Whether a silent member has been given up for models under a policy (null: none).</param>
    public static string Of(FleetSnapshot snapshot, string pricesVersion, Func<MemberView, Api.Policies.PlacementPolicy?, bool> isLost)
    {
        var text = new StringBuilder();
        foreach (var model in snapshot.Models.OrderBy(m => m.Metadata.NamespacedName(), StringComparer.Ordinal))
        {
            text.Append(model.Metadata.NamespacedName()).Append('@').Append(model.Metadata.Generation).Append(model.Metadata.DeletionTimestamp is null ? '+' : '-');
            foreach (var placement in model.Status?.Placements ?? [])
                text.Append(placement.Pool).Append('=').Append(placement.Replicas).Append(placement.State == PlacementState.Draining ? 'd' : 'a');
            text.Append(model.Status?.Decision?.Time is { } time && snapshot.Time - time < TimeSpan.FromHours(24) ? (snapshot.Time - time).Ticks / TimeSpan.FromSeconds(15).Ticks : 0).Append('\n');
        }

        foreach (var item in snapshot.Providers.Select(p => (p.Metadata, "p")).Concat(snapshot.Policies.Select(p => (p.Metadata, "l"))).OrderBy(i => i.Metadata.Uid, StringComparer.Ordinal))
            text.Append(item.Item2).Append(item.Metadata.Uid).Append('@').Append(item.Metadata.Generation).Append('\n');
        foreach (var member in snapshot.Members.Values.OrderBy(m => m.Cluster, StringComparer.Ordinal))
            Append(text, member, [.. snapshot.Policies.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal).Select(p => isLost(member, p)), isLost(member, null)]);
        return $"{pricesVersion}/{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))}";
    }

    private static void Append(StringBuilder text, MemberView member, IEnumerable<bool> lost)
    {
        text.Append(member.Cluster).Append(member.Provider).Append(member.Health);
        foreach (var given in lost)
            text.Append(given ? '!' : '.');
        foreach (var node in member.Nodes)
        {
            text.Append('\n').Append(node.Name).Append(node.Closed).Append(node.Cpu).Append(',').Append(node.MemoryGiB);
            foreach (var (device, count) in node.Devices)
                text.Append(device).Append(count);
            foreach (var (key, value) in node.Labels.OrderBy(l => l.Key, StringComparer.Ordinal))
                text.Append(key).Append(value);
            foreach (var taint in node.Taints)
                text.Append(taint.Key).Append(taint.Value).Append(taint.Effect);
            var foreign = node.Pods.Where(p => p.Model is null).ToList();
            text.Append('f').Append(foreign.Sum(p => p.Resources.Devices.Values.Sum())).Append(',').Append(Math.Round(foreign.Sum(p => p.Resources.Cpu), 1)).Append(',').Append(Math.Round(foreign.Sum(p => p.Resources.MemoryGiB), 1));
        }

        text.Append('\n');
    }
}

using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>Topology spread (DoNotSchedule) and required pod affinity and anti-affinity of one Pod, counted once over all nodes.</summary>
internal sealed class TopologyFilters
{
    private readonly SchedulingPod _pod;
    private readonly List<(SpreadConstraint Constraint, Dictionary<string, long> Counts, long Minimum)> _spread = [];
    private readonly List<(PodTerm Term, HashSet<string> Domains)> _affinity = [];
    private readonly List<(PodTerm Term, HashSet<string> Domains)> _antiAffinity = [];
    private readonly HashSet<(string Key, string Value)> _kept = [];
    private readonly bool _first;

    public TopologyFilters(SchedulingPod pod, NodeTable table, IReadOnlyCollection<NodeInfo> nodes)
    {
        _pod = pod;
        foreach (var constraint in pod.Spread.Where(static constraint => constraint.Hard))
            _spread.Add(CountSpread(constraint, nodes));
        // Who is wanted near must satisfy all terms at once; who is not wanted near, any (interpodaffinity/filtering.go).
        foreach (var term in pod.Affinity)
            _affinity.Add((term, Domains(term, nodes, other => pod.Affinity.All(each => each.Selects(other, table.NamespaceLabels)))));
        foreach (var term in pod.AntiAffinity)
            _antiAffinity.Add((term, Domains(term, nodes, other => term.Selects(other, table.NamespaceLabels))));
        if (table.AnyAntiAffinity)
            CountKept(table, nodes);

        // The first of a group that wants to be together may go anywhere.
        _first = _affinity.All(static pair => pair.Domains.Count == 0) && pod.Affinity.All(term => term.Selects(pod.View, table.NamespaceLabels));
    }

    public Misfit? Check(NodeInfo info)
    {
        var labels = info.Node.Labels;
        foreach (var (constraint, counts, minimum) in _spread)
        {
            if (!labels.TryGetValue(constraint.TopologyKey, out var domain))
                return new Misfit("node(s) didn't match pod topology spread constraints (missing required label)", unresolvable: true);
            var self = constraint.Counts(_pod.View) ? 1 : 0;
            if (counts.GetValueOrDefault(domain) + self - minimum > constraint.MaxSkew)
                return new Misfit("node(s) didn't match pod topology spread constraints", unresolvable: false);
        }

        return CheckAffinity(labels);
    }

    private Misfit? CheckAffinity(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (term, domains) in _affinity)
        {
            if (!labels.TryGetValue(term.TopologyKey, out var domain) || !domains.Contains(domain) && !_first)
                return new Misfit("node(s) didn't match pod affinity rules", unresolvable: true);
        }

        foreach (var (term, domains) in _antiAffinity)
        {
            if (labels.TryGetValue(term.TopologyKey, out var domain) && domains.Contains(domain))
                return new Misfit("node(s) didn't match pod anti-affinity rules", unresolvable: false);
        }

        return _kept.Any(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value)
            ? new Misfit("node(s) didn't satisfy existing pods anti-affinity rules", unresolvable: false)
            : null;
    }

    private (SpreadConstraint Constraint, Dictionary<string, long> Counts, long Minimum) CountSpread(SpreadConstraint constraint, IReadOnlyCollection<NodeInfo> nodes)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var info in nodes)
        {
            if (!Eligible(constraint, info.Node) || !info.Node.Labels.TryGetValue(constraint.TopologyKey, out var domain))
                continue;
            counts[domain] = counts.GetValueOrDefault(domain) + info.Pods.Count(constraint.Counts);
        }

        var minimum = counts.Count == 0 || counts.Count < constraint.MinDomains ? 0 : counts.Values.Min();
        return (constraint, counts, minimum);
    }

    /// <summary>Nodes without the key of some other hard constraint hold no domain at all (podtopologyspread/filtering.go).</summary>
    private bool Eligible(SpreadConstraint constraint, NodeView node) =>
        _pod.Spread.All(other => !other.Hard || node.Labels.ContainsKey(other.TopologyKey))
        && (!constraint.HonorAffinity || _pod.Nodes.Matches(node))
        && (!constraint.HonorTaints || node.Taints.All(taint => taint.Effect == "PreferNoSchedule" || _pod.Tolerates(taint)));

    private static HashSet<string> Domains(PodTerm term, IReadOnlyCollection<NodeInfo> nodes, Func<PodView, bool> selects)
    {
        var domains = new HashSet<string>(StringComparer.Ordinal);
        foreach (var info in nodes)
        {
            if (info.Node.Labels.TryGetValue(term.TopologyKey, out var domain) && !domains.Contains(domain)
                && info.Pods.Any(selects))
                domains.Add(domain);
        }

        return domains;
    }

    private void CountKept(NodeTable table, IReadOnlyCollection<NodeInfo> nodes)
    {
        foreach (var info in nodes)
        {
            foreach (var term in info.Pods.SelectMany(static other => PodTerm.Required(other, "podAntiAffinity")))
            {
                if (info.Node.Labels.TryGetValue(term.TopologyKey, out var domain) && term.Selects(_pod.View, table.NamespaceLabels))
                    _kept.Add((term.TopologyKey, domain));
            }
        }
    }
}

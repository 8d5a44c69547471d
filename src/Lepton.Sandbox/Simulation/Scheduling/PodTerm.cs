using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>One term of pod affinity or anti-affinity.</summary>
internal sealed class PodTerm
{
    private readonly LabelSelector _selector;
    private readonly HashSet<string> _namespaces;
    private readonly LabelSelector? _namespaceSelector;

    private PodTerm(JsonObject term, PodView owner, long weight)
    {
        TopologyKey = term.Text("topologyKey") ?? "";
        Weight = weight;
        _selector = LabelSelector.Read(term.Object("labelSelector"));
        foreach (var key in term.Texts("matchLabelKeys"))
        {
            if (owner.Labels.TryGetValue(key, out var value))
                _selector = _selector.And(key, value);
        }

        _namespaces = term.Texts("namespaces").ToHashSet(StringComparer.Ordinal);
        _namespaceSelector = term.Object("namespaceSelector") is { } json ? LabelSelector.Read(json) : null;
        if (_namespaces.Count == 0 && _namespaceSelector is null)
            _namespaces.Add(owner.Namespace);
    }

    public string TopologyKey { get; }

    public long Weight { get; }

    /// <param name="namespaceLabels">Labels of a namespace by name.</param>
    public bool Selects(PodView pod, Func<string, IReadOnlyDictionary<string, string>> namespaceLabels) =>
        (_namespaces.Contains(pod.Namespace) || _namespaceSelector?.Matches(namespaceLabels(pod.Namespace)) == true) && _selector.Matches(pod.Labels);

    public static IReadOnlyList<PodTerm> Required(PodView pod, string kind) =>
        pod.Spec.Object("affinity").Object(kind).Objects("requiredDuringSchedulingIgnoredDuringExecution").Select(term => new PodTerm(term, pod, 1)).ToArray();

    public static IReadOnlyList<PodTerm> Preferred(PodView pod, string kind) =>
        pod.Spec.Object("affinity").Object(kind).Objects("preferredDuringSchedulingIgnoredDuringExecution")
            .Select(term => new PodTerm(term.Object("podAffinityTerm") ?? [], pod, term.Number("weight") ?? 1)).ToArray();
}

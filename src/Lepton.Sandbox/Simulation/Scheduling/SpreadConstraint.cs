using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>One topology spread constraint.</summary>
internal sealed class SpreadConstraint
{
    private readonly LabelSelector _selector;
    private readonly string _namespace;

    private SpreadConstraint(JsonObject json, PodView owner)
    {
        TopologyKey = json.Text("topologyKey") ?? "";
        MaxSkew = json.Number("maxSkew") ?? 1;
        MinDomains = json.Number("minDomains") ?? 1;
        Hard = json.Text("whenUnsatisfiable") != "ScheduleAnyway";
        HonorAffinity = json.Text("nodeAffinityPolicy") != "Ignore";
        HonorTaints = json.Text("nodeTaintsPolicy") == "Honor";
        _namespace = owner.Namespace;
        _selector = LabelSelector.Read(json.Object("labelSelector"));
        foreach (var key in json.Texts("matchLabelKeys"))
        {
            if (owner.Labels.TryGetValue(key, out var value))
                _selector = _selector.And(key, value);
        }
    }

    public string TopologyKey { get; }

    public long MaxSkew { get; }

    public long MinDomains { get; }

    /// <summary>DoNotSchedule; otherwise only a preference.</summary>
    public bool Hard { get; }

    public bool HonorAffinity { get; }

    public bool HonorTaints { get; }

    public bool Counts(PodView pod) => pod.Namespace == _namespace && !pod.Deleting && _selector.Matches(pod.Labels);

    public static IReadOnlyList<SpreadConstraint> ReadAll(PodView pod) =>
        pod.Spec.Objects("topologySpreadConstraints").Select(json => new SpreadConstraint(json, pod)).ToArray();
}

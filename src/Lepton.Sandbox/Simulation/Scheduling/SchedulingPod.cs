using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Simulation.Scheduling;

/// <summary>A Pod with everything the scheduler needs of it, read once per attempt.</summary>
internal sealed class SchedulingPod(PodView view)
{
    public PodView View { get; } = view;

    public ResourceAmounts Requests => View.Requests;

    public NodeSelection Nodes { get; } = new(view.Spec);

    public IReadOnlyList<Toleration> Tolerations { get; } = Toleration.ReadAll(view.Spec);

    public IReadOnlyList<SpreadConstraint> Spread { get; } = SpreadConstraint.ReadAll(view);

    public IReadOnlyList<PodTerm> Affinity { get; } = PodTerm.Required(view, "podAffinity");

    public IReadOnlyList<PodTerm> AntiAffinity { get; } = PodTerm.Required(view, "podAntiAffinity");

    /// <summary>Terms it would like to be near (positive weight) or away from (negative).</summary>
    public IReadOnlyList<(PodTerm Term, long Weight)> Preferred { get; } =
        [.. PodTerm.Preferred(view, "podAffinity").Select(static term => (term, term.Weight)), .. PodTerm.Preferred(view, "podAntiAffinity").Select(static term => (term, -term.Weight))];

    public IReadOnlyList<(int Port, string Protocol, string Ip)> HostPorts { get; } = ReadHostPorts(view);

    /// <summary>Whether where others run decides about this one.</summary>
    public bool DependsOnOthers => Spread.Count > 0 || Affinity.Count > 0 || AntiAffinity.Count > 0;

    public bool Tolerates(Taint taint) => Tolerations.Any(toleration => toleration.Tolerates(taint));

    public static IReadOnlyList<(int Port, string Protocol, string Ip)> ReadHostPorts(PodView view) => view.Spec.Objects("containers")
        .SelectMany(static container => container.Objects("ports"))
        .Where(static port => port.Number("hostPort") > 0)
        .Select(static port => ((int)port.Number("hostPort")!.Value, port.Text("protocol") ?? "TCP", port.Text("hostIP") ?? "0.0.0.0"))
        .ToArray();
}

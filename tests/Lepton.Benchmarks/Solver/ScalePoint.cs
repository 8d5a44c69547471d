using Lepton.Placement;

namespace Lepton.Benchmarks.Solver;

/// <summary>A size of fleet, and what the solver must reach on it (design of the placement problem).</summary>
/// <param name="Load">GPUs wanted as a part of the GPUs there are.</param>
/// <param name="Gap">Certified distance to the optimum at most, as a part of the cost.</param>
/// <param name="OfOptimum">The target is the distance to the exact optimum: where cbc proves a better bound than the solver does, to that one.</param>
/// <param name="Seconds">Processor time at most.</param>
/// <param name="Incremental">Whether single changes are measured there.</param>
/// <param name="Policies">Whether the simple policies that look at every pool for every replica are compared with: in large fleets they take longer than the solver.</param>
internal sealed record ScalePoint(string Name, int Models, int Clusters, double Load, double Gap, double Seconds, double? MiB = null, bool Policies = false, bool Incremental = false, bool OfOptimum = false)
{
    public static IReadOnlyList<ScalePoint> All { get; } =
    [
        new("tiny", 12, 3, 0.9, 0.005, 1, Policies: true, OfOptimum: true),
        new("M-60", 200, 20, 0.6, 0.04, 5, Policies: true),
        new("M-90", 200, 20, 0.9, 0.04, 5, Policies: true),
        new("L-60", 2_000, 100, 0.6, 0.04, 20),
        new("L-90", 2_000, 100, 0.9, 0.04, 20),
        new("XL-90", 10_000, 500, 0.9, 0.08, 60, 300, Incremental: true),
    ];

    public PlacementProblem Problem(int seed) => Placement.Tests.Support.Fleets.Make(seed, Models, Clusters, Load);
}

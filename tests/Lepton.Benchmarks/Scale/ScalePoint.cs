using Lepton.Placement;

namespace Lepton.Benchmarks.Scale;

/// <summary>A size of fleet at which the solver is measured.</summary>
/// <param name="Contention">GPUs wanted as a part of the GPUs there are, in percent.</param>
internal sealed record ScalePoint(string Size, int Models, int Clusters, int Contention)
{
    private static readonly int[] Contentions = [60, 90, 110];

    private static readonly (string Size, int Models, int Clusters)[] Sizes = [("tiny", 12, 4), ("M", 200, 20), ("L", 2_000, 100), ("XL", 10_000, 500)];

    public static IReadOnlyList<ScalePoint> All { get; } = Sizes.SelectMany(s => Contentions.Select(c => new ScalePoint(s.Size, s.Models, s.Clusters, c))).ToList();

    public string Name => $"{Size}-{Contention}";

    /// <exception cref="ArgumentException">No point has this name.</exception>
    public static ScalePoint Named(string name) =>
        All.FirstOrDefault(p => p.Name == name) ?? throw new ArgumentException($"scale point: found {name}, expected one of {string.Join(", ", All.Select(p => p.Name))}");

    /// <summary>The same seed gives the same problem on every machine.</summary>
    public PlacementProblem Problem(int seed)
    {
        var random = new Random(seed);
        var pools = new ScalePools(random).Make(Clusters);
        return new PlacementProblem
        {
            Pools = pools,
            Models = new ScaleModels(random, pools, Contention / 100.0).Make(Models),
            Limits = ScaleLimits.Of(pools),
            Seed = seed,
        };
    }
}

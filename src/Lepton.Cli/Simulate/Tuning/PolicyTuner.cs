using Lepton.Api.Policies;
using Lepton.Cli.Simulate.Contenders;
using Lepton.Cli.Simulate.Futures;
using Lepton.Cli.Simulate.Running;
using Lepton.Cli.Simulate.Setup;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Cli.Simulate.Tuning;

/// <summary>Values of the knobs that are searched; the same for all policies of the fleet.</summary>
internal sealed record Knobs(double MinSavingsPercent, double CooldownMinutes, double PaybackHours, double SpotShare)
{
    /// <summary>Drawn evenly from what is sensible (savings and times on a logarithmic scale).</summary>
    public static Knobs Draw(Random random) => new(
        Math.Round(Logarithmic(random, 1, 40), 1), Math.Round(Logarithmic(random, 10, 720)), Math.Round(Logarithmic(random, 2, 168)), Math.Round(random.NextDouble(), 2));

    /// <summary>The policies with these values. Spot capacity is only used more or less where a policy allows it at all.</summary>
    public IReadOnlyList<PlacementPolicy> Turn(IReadOnlyList<PlacementPolicy> policies) => policies.Select(policy =>
    {
        var copy = KubernetesJson.Deserialize<PlacementPolicy>(KubernetesJson.ToNode(policy)!)!;
        copy.Spec.Rebalance.MinSavingsPercent = MinSavingsPercent;
        copy.Spec.Rebalance.Cooldown = FormattableString.Invariant($"{CooldownMinutes:0}m");
        copy.Spec.Rebalance.PaybackPeriod = FormattableString.Invariant($"{PaybackHours:0}h");
        if (copy.Spec.CapacityTypes?.Contains(Api.CapacityKind.Spot) == true)
            copy.Spec.MaxSpotShare = SpotShare;
        return copy;
    }).ToList();

    private static double Logarithmic(Random random, double least, double most) => least * Math.Pow(most / least, random.NextDouble());
}

/// <summary>One setting with what it came to.</summary>
/// <param name="Knobs">Null: the policies as they are.</param>
/// <param name="Score">Dollars per hour with what was not served charged on top; the less the better.</param>
internal sealed record Trial(Knobs? Knobs, double Score, IReadOnlyList<RunResult> Results);

/// <summary>What a search found: how the settings did on the futures they were chosen on, and on others they never saw.</summary>
internal sealed record TuningResult(IReadOnlyList<Trial> Training, Trial BaseHeldOut, Trial BestHeldOut)
{
    public Knobs? Best => Training[0].Knobs;
}

/// <summary>
/// Random search with successive halving (Jamieson and Talwalkar, 2016): all settings are tried on one training future, the better half on the next, until
/// the futures are used up; the winner and the present policies then meet futures that played no part in the choice.
/// </summary>
internal static class PolicyTuner
{
    /// <param name="price">Dollars charged for each percent of units that were not served or came late, relative to the cost of a run.</param>
    public static TuningResult Search(SimulationInput input, double hours, int seed, int trials, int trainingFutures, int heldOutFutures, long work, double price = 0.05, CancellationToken cancellationToken = default)
    {
        var random = Future.Seeded(seed, "tune");
        List<Knobs?> candidates = [null, .. Enumerable.Range(0, trials).Select(_ => Knobs.Draw(random))];
        var results = candidates.ToDictionary(knobs => knobs ?? Asis, _ => new List<RunResult>());
        for (var training = 0; training < trainingFutures; training++)
        {
            var future = Future.Draw(input.Fleet, hours, seed + training);
            Run(candidates, future);

            // The present policies stay in to the end, for comparison.
            candidates = [null, .. candidates.Where(knobs => knobs is not null).OrderBy(knobs => Score(results[knobs!], price)).Take(Math.Max(1, candidates.Count / 2))];
        }

        var ranked = candidates.Select(knobs => new Trial(knobs, Score(results[knobs ?? Asis], price), results[knobs ?? Asis])).OrderBy(trial => trial.Score).ToList();
        return new TuningResult(ranked, HeldOut(null), HeldOut(ranked[0].Knobs));

        void Run(IReadOnlyList<Knobs?> settings, Future future)
        {
            var runs = settings.AsParallel().AsOrdered().WithDegreeOfParallelism(Environment.ProcessorCount).WithCancellation(cancellationToken).Select(knobs => Try(knobs, future)).ToList();
            for (var i = 0; i < settings.Count; i++)
                results[settings[i] ?? Asis].Add(runs[i]);
        }

        RunResult Try(Knobs? knobs, Future future) => SimulationRun.Execute(input, future, Contender.Lepton(work: work) with { Policies = policies => knobs?.Turn(policies) ?? policies }, cancellationToken);

        Trial HeldOut(Knobs? knobs)
        {
            var runs = Enumerable.Range(0, heldOutFutures).AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(i => Try(knobs, Future.Draw(input.Fleet, hours, seed + 1000 + i))).ToList();
            return new Trial(knobs, Score(runs, price), runs);
        }
    }

    /// <summary>Mean dollars per hour over the runs, raised by <paramref name="price"/> for every percent of units unserved or late.</summary>
    internal static double Score(IReadOnlyCollection<RunResult> runs, double price) =>
        runs.Average(run => run.HourlyCost * (1 + price * 100 * (run.Unserved + run.SloMisses)));

    private static readonly Knobs Asis = new(-1, -1, -1, -1);
}

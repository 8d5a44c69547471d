namespace Lepton.Placement.Core;

/// <summary>A model as the search sees it. A gang of N replicas has demand N and serves one unit per replica.</summary>
internal sealed class ModelData
{
    /// <summary>Two amounts of units that differ by less than this part of the demand are the same.</summary>
    private const double Noise = 1e-9;

    internal required int Index { get; init; }

    internal required Model Source { get; init; }

    internal required double Demand { get; init; }

    /// <summary>The candidates the search looks at, by pool: all pools it may run in, or the most promising of many (<see cref="Shortlist"/>).</summary>
    internal required Option[] Options { get; init; }

    /// <summary>Pools it may run in that are not among <see cref="Options"/>, in ascending order. Every bound counts them.</summary>
    internal required int[] Others { get; init; }

    /// <summary>Kinds of replica it can have, over all pools it may run in.</summary>
    internal required Tier[] Tiers { get; init; }

    /// <summary>Why no placement can serve it, whatever the others do; empty if one may.</summary>
    internal IReadOnlyList<string> Refusal { get; set; } = [];

    /// <summary>Spread rules, spot share and on-demand floor.</summary>
    internal required ModelRules Rules { get; init; }

    /// <summary>Region cost of the whole gang by option; 0 for inference, where it is in the rate.</summary>
    internal required double[] GangCost { get; init; }

    /// <summary>What <see cref="GangCost"/> uses of the limits over named models, by option.</summary>
    internal required LimitUse[][] GangLimits { get; init; }

    /// <summary>Replicas that run now, wherever.</summary>
    internal required int CurrentReplicas { get; init; }

    internal bool Refused => Refusal.Count > 0;

    internal bool Gang => Source.Kind == ModelKind.Training;

    /// <summary>A gang whose size is given has exactly that many replicas, whatever its rules would like.</summary>
    internal bool RightSize(int replicas) => Source.Replicas is not { } size || replicas == size;

    internal double Budget => Source.Budget ?? double.PositiveInfinity;

    /// <summary>$/h of leaving everything unplaced.</summary>
    internal double WholePenalty => Gang ? Source.UnplacedPenalty : Source.UnplacedPenalty * Demand;

    /// <summary>Units still missing; exactly 0 when the demand is met.</summary>
    internal double Missing(double units) => units >= Demand * (1 - Noise) ? 0 : Demand - units;

    internal double Penalty(double missing) => missing <= 0 ? 0 : Gang ? Source.UnplacedPenalty : Source.UnplacedPenalty * missing;

    /// <summary>Replicas of this size that meet the demand alone.</summary>
    internal int Needed(double unitsPerReplica) => ReplicasFor(Demand, unitsPerReplica);

    internal static int ReplicasFor(double demand, double unitsPerReplica) => Math.Max(1, (int)Math.Ceiling((demand / unitsPerReplica) - Noise));
}

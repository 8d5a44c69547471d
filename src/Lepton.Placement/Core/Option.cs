namespace Lepton.Placement.Core;

/// <summary>A pool in which a model may run.</summary>
internal sealed record Option
{
    /// <summary>Place in the model's list of candidates.</summary>
    internal required int Index { get; init; }

    internal required PoolData Pool { get; init; }

    /// <summary>Units one replica serves there.</summary>
    internal required double Units { get; init; }

    internal required Resources Need { get; init; }

    /// <summary>$/h per replica apart from opened nodes: GPUs by the hour, vCPU and memory charged apart, region cost, response time, spot risk.</summary>
    internal required double Rate { get; init; }

    /// <summary><see cref="Rate"/> with the replica's part of a node's list price: what is reported and what budgets count.</summary>
    internal required double ListRate { get; init; }

    /// <summary>The part of both rates that nobody bills: the reclaims to be expected and what response times are worth, in $/h.</summary>
    internal required double Unbilled { get; init; }

    /// <summary>What one replica uses of the limits.</summary>
    internal required LimitUse[] Limits { get; init; }

    /// <summary>Most replicas the pool can take when the model has it alone, and never more than the model can want.</summary>
    internal required int Most { get; init; }

    /// <summary>Replicas of the model that run there now.</summary>
    internal required int Current { get; init; }

    /// <summary>The same at another place in a list.</summary>
    internal Option Numbered(int index) => index == Index ? this : this with { Index = index };

    /// <summary>An option is itself and no other: comparing by value would only cost time.</summary>
    public bool Equals(Option? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>Replicas of a model in one of its options. A model's placement is an array of parts ordered by option; it is never changed in place.</summary>
internal readonly record struct Part(int Option, int Count);

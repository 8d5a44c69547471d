namespace Lepton.Sandbox.Cel.Costs;

/// <summary>What a call costs besides its arguments, and how large its result is; null when that is not known.</summary>
internal readonly record struct CallEstimate(Estimate Cost, Estimate? ResultSize = null)
{
    public static CallEstimate Of(ulong cost) => new(Estimate.Exactly(cost));
}

namespace Lepton.Placement.Core;

/// <summary>Replicas of a model that serve alike: same units, spot or not.</summary>
/// <param name="Most">How many of them all pools together can take.</param>
internal readonly record struct Tier(double Units, bool Spot, int Most);

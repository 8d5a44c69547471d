using Lepton.Placement.Core;

namespace Lepton.Placement.Exact;

/// <summary>One way to place one model, alone.</summary>
/// <param name="Cost">Objective apart from opened nodes.</param>
/// <param name="Reduced">The same with what the bound's multipliers charge for pools and limits.</param>
internal sealed record Pattern(Part[] Parts, double Cost, double Reduced);

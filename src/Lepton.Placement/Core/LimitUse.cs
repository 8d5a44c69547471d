namespace Lepton.Placement.Core;

/// <summary>What one replica, or one opened node, uses of a limit.</summary>
internal readonly record struct LimitUse(int Limit, double Gpus, double Cost);

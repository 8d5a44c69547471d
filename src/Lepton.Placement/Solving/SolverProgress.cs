namespace Lepton.Placement;

/// <summary>How far a run of the solver is.</summary>
/// <param name="Phase">What it has just finished, in a word.</param>
/// <param name="Total">$/h of the best placement so far, penalties included.</param>
/// <param name="Bound">$/h no placement can go below; 0 before it is known.</param>
/// <param name="Unplaced">Models of which something is not placed.</param>
/// <param name="Work">Elementary evaluations so far.</param>
public sealed record SolverProgress(string Phase, double Total, double Bound, int Unplaced, long Work);

namespace Lepton.Sandbox.Cel.Evaluation;

/// <summary>An evaluation cost more than it may.</summary>
internal sealed class CostLimitException() : Exception("operation cancelled: actual cost limit exceeded");

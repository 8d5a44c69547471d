namespace Lepton.Sandbox.Cel.Evaluation;

/// <summary>What an expression gave.</summary>
/// <param name="Value">A value or a <see cref="Values.CelError"/>.</param>
/// <param name="Cost">In cel-go's units.</param>
internal readonly record struct CelOutcome(object? Value, ulong Cost);

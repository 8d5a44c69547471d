using System.Diagnostics;

namespace Lepton.Operator.Monitoring;

/// <summary>The source of the operator's spans. Nothing is recorded, and nothing kept, unless somebody listens.</summary>
internal static class OperatorTraces
{
    public const string Name = "Lepton.Operator";

    public static ActivitySource Source { get; } = new(Name);
}

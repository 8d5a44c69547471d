using Lepton.ControllerRuntime.Writes;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Status;

/// <summary>Sets a condition whose status is given as the API spells it; a message too long for the schema ends in an ellipsis.</summary>
internal static class ConditionText
{
    /// <summary>Most characters the schema of a condition's message takes.</summary>
    private const int LongestMessage = 32_768;

    public static bool Set(List<V1Condition> conditions, string type, string status, string reason, string message, long? observedGeneration, DateTimeOffset now) =>
        Conditions.Set(conditions, type, status switch { "True" => true, "False" => false, _ => null }, reason, SchemaLimits.Cut(message, LongestMessage), observedGeneration, now);
}

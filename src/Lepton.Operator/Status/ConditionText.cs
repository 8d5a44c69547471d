using Lepton.ControllerRuntime.Writes;
using Lepton.Kubernetes.Models;

namespace Lepton.Operator.Status;

/// <summary>Sets a condition whose status is given as the API spells it.</summary>
internal static class ConditionText
{
    public static bool Set(List<V1Condition> conditions, string type, string status, string reason, string message, long? observedGeneration, DateTimeOffset now) =>
        Conditions.Set(conditions, type, status switch { "True" => true, "False" => false, _ => null }, reason, message, observedGeneration, now);
}

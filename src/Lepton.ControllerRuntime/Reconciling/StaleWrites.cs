using Lepton.Kubernetes.Http;

namespace Lepton.ControllerRuntime.Reconciling;

/// <summary>Tells the conflict that reading again mends from the one that does not.</summary>
public static class StaleWrites
{
    /// <summary>A write at an old resourceVersion. An apply that meets another field manager is a conflict too, but a real one.</summary>
    public static bool IsStale(Exception error) =>
        error is KubernetesApiException { IsConflict: true } conflict
        && conflict.Status.Details?.Causes?.Exists(c => c.Reason == "FieldManagerConflict") != true;
}

namespace Lepton.ControllerRuntime.Reconciling;

/// <summary>How a reconcile ended, for the metrics.</summary>
internal enum ReconcileOutcome
{
    Success,
    Requeue,
    RequeueAfter,
    Error,
    TerminalError,
}

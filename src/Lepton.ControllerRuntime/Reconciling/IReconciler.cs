namespace Lepton.ControllerRuntime.Reconciling;

/// <summary>
/// Makes the world as one object wants it. It is called with a key, never with an event: it reads the newest state itself (from a lister, or
/// from the server where a stale read would do harm) and must come to the same end however often it is called.
/// </summary>
/// <remarks>
/// One key is never reconciled twice at the same time. An exception means: try again, later each time. <see cref="TerminalException"/> means:
/// trying again would not help until the object changes.
/// </remarks>
public interface IReconciler<in TKey> where TKey : notnull
{
    Task<ReconcileResult> ReconcileAsync(TKey key, CancellationToken cancellationToken);
}

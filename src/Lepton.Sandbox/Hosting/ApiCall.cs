namespace Lepton.Sandbox.Hosting;

/// <summary>One request to an API server after it was answered, as an audit log has it.</summary>
/// <param name="Verb">get, list, watch, create, update, patch, delete or deletecollection; for other paths the method in lower case.</param>
/// <param name="Received">When the headers had come, by the system's monotonic clock (<see cref="TimeProvider.GetTimestamp"/>).</param>
/// <param name="Answered">When all was said.</param>
/// <param name="Status">0 when the connection ended before the answer began: what was asked for may have been done.</param>
public sealed record ApiCall(string UserAgent, string Verb, string Path, bool DryRun, long Received, long Answered, int Status)
{
    /// <summary>Whether it changed something in the cluster, or may have.</summary>
    public bool IsWrite => !DryRun && Verb is "create" or "update" or "patch" or "delete" or "deletecollection" && Status is 0 or (>= 200 and < 300);
}

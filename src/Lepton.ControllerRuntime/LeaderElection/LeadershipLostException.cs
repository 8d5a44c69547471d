namespace Lepton.ControllerRuntime.LeaderElection;

/// <summary>The lease could not be renewed in time, or someone else has it. Another process may be leading: this one must end.</summary>
public sealed class LeadershipLostException(string message, Exception? inner = null) : Exception(message, inner);

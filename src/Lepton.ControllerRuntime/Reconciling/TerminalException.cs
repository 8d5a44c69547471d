namespace Lepton.ControllerRuntime.Reconciling;

/// <summary>An error that trying again does not mend: it is logged and counted, and the key waits for the next change of its objects.</summary>
public class TerminalException(string message, Exception? inner = null) : Exception(message, inner);

namespace Lepton.ControllerRuntime.Informers;

/// <summary>The server accepted a streaming list and did not bring it to its end: it is older than streaming lists.</summary>
internal sealed class UnsupportedStreamException(string message) : Exception(message);

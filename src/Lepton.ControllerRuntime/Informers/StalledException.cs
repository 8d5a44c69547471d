namespace Lepton.ControllerRuntime.Informers;

/// <summary>A connection is open but nothing comes through it.</summary>
public class StalledException(string message, Exception? inner = null) : TimeoutException(message, inner);

/// <summary>Seen by the reader of the stream itself; it may be a quiet server as well.</summary>
internal sealed class SilentException(string message) : StalledException(message);

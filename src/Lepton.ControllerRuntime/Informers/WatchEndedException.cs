namespace Lepton.ControllerRuntime.Informers;

/// <summary>The server closed a watch at once, without an error and without an event: something between us and it does not let watches through.</summary>
public sealed class WatchEndedException(string message) : Exception(message);

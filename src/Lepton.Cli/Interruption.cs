using System.Runtime.InteropServices;

namespace Lepton.Cli;

/// <summary>
/// Cancels when the process is told to end: Ctrl-C, SIGTERM, or a terminal that closes. The first time there is all the time to clean up; a second Ctrl-C ends it
/// at once. System.CommandLine has a handler of its own, which ends the process without cleaning up while a command is still in its first synchronous steps.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    public Interruption()
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
            _registrations.Add(PosixSignalRegistration.Create(signal, Take));
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registrations.ForEach(r => r.Dispose());
        _source.Dispose();
    }

    private void Take(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
            return;
        context.Cancel = true;
        _source.Cancel();
    }
}

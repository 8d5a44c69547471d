using System.Globalization;
using Lepton.Placement;
using Spectre.Console;

namespace Lepton.Cli.Solve;

/// <summary>One line that is written over again while the solver runs; nothing where the output is no terminal.</summary>
internal sealed class ProgressLine(IAnsiConsole terminal, Meter meter) : IDisposable
{
    private int _shown;

    public void Show(SolverProgress progress)
    {
        if (!terminal.Profile.Out.IsTerminal)
            return;
        var gap = progress.Total > 0 ? (progress.Total - progress.Bound) / progress.Total : 0;
        Over(string.Create(CultureInfo.InvariantCulture,
            $"{meter.Seconds:0.0} s  {progress.Phase}: ${progress.Total:0.00}/h, at least ${progress.Bound:0.00}/h (gap {gap:P1}), {progress.Unplaced} not wholly placed"));
    }

    public void Clear()
    {
        if (_shown > 0)
            terminal.Profile.Out.Writer.Write($"\r{new string(' ', _shown)}\r");
        _shown = 0;
    }

    public void Dispose() => Clear();

    private void Over(string line)
    {
        terminal.Profile.Out.Writer.Write($"\r{line.PadRight(_shown)}");
        terminal.Profile.Out.Writer.Flush();
        _shown = line.Length;
    }
}

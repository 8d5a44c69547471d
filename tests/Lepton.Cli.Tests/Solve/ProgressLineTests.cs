using System.Text;
using Lepton.Cli.Solve;
using Lepton.Placement;
using Spectre.Console;

namespace Lepton.Cli.Tests.Solve;

public sealed class ProgressLineTests
{
    private static readonly SolverProgress Progress = new("search", Total: 110, Bound: 100, Unplaced: 2, Work: 5);

    [Fact]
    public void On_a_terminal_one_line_is_written_over_and_taken_away_in_the_end()
    {
        var text = Shown(isTerminal: true);
        Assert.Contains("\r", text, StringComparison.Ordinal);
        Assert.Contains("s  search: $110.00/h, at least $100.00/h (gap 9.1 %), 2 not wholly placed", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", text, StringComparison.Ordinal);
        Assert.EndsWith(" \r", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_gets_none() => Assert.Equal("", Shown(isTerminal: false));

    private static string Shown(bool isTerminal)
    {
        using var writer = new StringWriter();
        using (var line = new ProgressLine(AnsiConsole.Create(new AnsiConsoleSettings { Out = new Output(writer, isTerminal) }), new Meter()))
        {
            line.Show(Progress with { Phase = "bound" });
            line.Show(Progress);
        }

        return writer.ToString();
    }

    private sealed class Output(TextWriter writer, bool isTerminal) : IAnsiConsoleOutput
    {
        public TextWriter Writer { get; } = writer;

        public bool IsTerminal { get; } = isTerminal;

        public int Width => 120;

        public int Height => 40;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}

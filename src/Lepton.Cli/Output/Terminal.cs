using Spectre.Console;

namespace Lepton.Cli.Output;

/// <summary>Where tables go: a terminal with its own width, or a file wide enough that no table is broken.</summary>
internal static class Terminal
{
    public static IAnsiConsole Create()
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
            console.Profile.Width = 200;
        return console;
    }
}

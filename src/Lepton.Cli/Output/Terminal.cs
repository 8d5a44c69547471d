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

    /// <summary>The same for what is not the result: standard error.</summary>
    public static IAnsiConsole Errors()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsErrorRedirected)
            console.Profile.Width = 200;
        return console;
    }
}

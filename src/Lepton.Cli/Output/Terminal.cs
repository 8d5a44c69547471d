using Spectre.Console;

namespace Lepton.Cli.Output;

/// <summary>Where tables go: a terminal with its own width, or a file wide enough that no table is broken.</summary>
internal static class Terminal
{
    public static IAnsiConsole Create() =>
        Console.IsOutputRedirected ? Plain(Console.Out) : AnsiConsole.Console;

    /// <summary>The same for what is not the result: standard error.</summary>
    public static IAnsiConsole Errors() =>
        Console.IsErrorRedirected ? Plain(Console.Error) : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>TERM alone would have colours and progress go into files.</summary>
    private static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 200;
        return console;
    }
}

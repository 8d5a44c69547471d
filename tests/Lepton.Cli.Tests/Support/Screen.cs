using Spectre.Console;

namespace Lepton.Cli.Tests.Support;

/// <summary>A wide console without colours whose text can be read.</summary>
internal sealed class Screen : IDisposable
{
    private readonly StringWriter _text = new();

    public Screen()
    {
        Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(_text) });
        Console.Profile.Width = 400;
    }

    public IAnsiConsole Console { get; }

    public StringWriter Errors { get; } = new();

    public string Text => _text.ToString();

    public string[] Lines => Text.Split('\n');

    public void Dispose()
    {
        _text.Dispose();
        Errors.Dispose();
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Lepton.Cli;

/// <summary>
/// Words where a number is expected are told with the option's name, before anything reads the number: what checks its size would throw.
/// </summary>
internal static class Numbers
{
    /// <summary>The command with all of its own, each of whose numbers is checked to be one.</summary>
    public static T Checked<T>(T command) where T : Command
    {
        foreach (var option in command.Options)
            Guard(option.Validators, option.Name, option.ValueType);
        foreach (var argument in command.Arguments)
            Guard(argument.Validators, argument.Name, argument.ValueType);
        var own = command.Validators.ToList();
        command.Validators.Clear();
        // It comes first and reads options: not where one of them is no number.
        command.Validators.Add(result =>
        {
            if (result.Children.OfType<OptionResult>().All(o => Word(o, o.Option.ValueType) is null))
                own.ForEach(check => check(result));
        });
        foreach (var child in command.Subcommands)
            Checked(child);
        return command;
    }

    /// <summary>What is expected of a type; null when it is no number.</summary>
    internal static string? Expected(Type type) =>
        Plain(type) == typeof(double) ? "a number" : Plain(type) == typeof(int) || Plain(type) == typeof(long) ? "a whole number" : null;

    private static void Guard<T>(List<Action<T>> checks, string name, Type type) where T : SymbolResult
    {
        if (Expected(type) is not { } expected)
            return;
        var own = checks.ToList();
        checks.Clear();
        checks.Add(result =>
        {
            if (Word(result, type) is { } word)
                result.AddError($"{name}: found \"{word}\", expected {expected}");
            else
                own.ForEach(check => check(result));
        });
    }

    /// <summary>What is there instead of a number; null when nothing is.</summary>
    private static string? Word(SymbolResult result, Type type) => Expected(type) is null ? null : result.Tokens.FirstOrDefault(t => !IsNumber(t.Value, Plain(type)))?.Value;

    private static bool IsNumber(string text, Type type) =>
        type == typeof(double) ? double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _)
        : type == typeof(int) ? int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
        : long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}

using System.CommandLine;
using System.Text;
using Lepton.Cli;

namespace Lepton.EndToEnd.House.Pages;

/// <summary>Every command of <c>lepton</c> with its arguments and options, from the parser that reads them.</summary>
internal static class CommandReference
{
    public static string Text()
    {
        var text = new StringBuilder("""
            # Commands of `lepton`

            Made by `make docs` from the program. `lepton COMMAND --help` says the same. A program found on the PATH as `kubectl-lepton` is `kubectl lepton`. Standard output is for results
            (`-o table|json|yaml` where listed), standard error for progress and errors; colours only on a terminal.

            """);
        foreach (var command in LeptonCommand.Create().Subcommands.Where(c => !c.Hidden).OrderBy(c => c.Name, StringComparer.Ordinal))
            Write(text, command, "lepton", []);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Command command, string parents, IReadOnlyList<Option> inherited)
    {
        var path = $"{parents} {command.Name}";
        var arguments = command.Arguments.Where(a => !a.Hidden).ToList();
        text.Append($"\n## `{path}{string.Concat(arguments.Select(a => " " + Placeholder(a)))}`\n\n{command.Description}\n");
        if (arguments.Any(a => a.Description is not null))
        {
            text.Append("\n| argument | what it is |\n| --- | --- |\n");
            foreach (var argument in arguments)
                text.Append($"| `{argument.Name}` | {GeneratedPage.Cell(argument.Description)} |\n");
        }

        var options = command.Options.Concat(inherited).Where(o => !o.Hidden && o.Name is not ("--help" or "--version")).OrderBy(o => o.Name, StringComparer.Ordinal).ToList();
        if (options.Count > 0)
        {
            text.Append("\n| option | what it does |\n| --- | --- |\n");
            foreach (var option in options)
                text.Append($"| {string.Join(", ", option.Aliases.Prepend(option.Name).Distinct(StringComparer.Ordinal).Select(a => $"`{a}`"))}{Values(option)} | {GeneratedPage.Cell(option.Description)}{(option.Required ? " **Required.**" : "")} |\n");
        }

        foreach (var sub in command.Subcommands.Where(c => !c.Hidden).OrderBy(c => c.Name, StringComparer.Ordinal))
            Write(text, sub, path, [.. inherited, .. command.Options.Where(o => o.Recursive && o.Name is not ("--help" or "--version"))]);
    }

    private static string Placeholder(Argument argument) =>
        argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Arity.MaximumNumberOfValues > 1 ? $"{argument.Name}…" : argument.Name;

    private static string Values(Option option) => option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool) ? "" : $" {Type(option.ValueType)}";

    private static string Type(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
            return string.Join("\\|", Enum.GetNames(type));
        return type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(decimal) ? "NUMBER" : type.IsArray ? "TEXT…" : "TEXT";
    }
}

using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Serialization;
using Spectre.Console;

namespace Lepton.Cli.Output;

/// <summary>What a command found: a table for people, and the same as data for programs.</summary>
/// <param name="Columns">Headings.</param>
/// <param name="Rows">As many texts in each as there are columns.</param>
/// <param name="Data">For json and yaml.</param>
internal sealed record Report(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, JsonNode Data)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public string? Title { get; init; }

    /// <summary>Sentences before the table.</summary>
    public IReadOnlyList<string> Before { get; init; } = [];

    /// <summary>Sentences after it.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    public static Option<string> FormatOption()
    {
        var option = new Option<string>("--output", "-o") { Description = "table, json or yaml.", DefaultValueFactory = _ => "table" };
        option.AcceptOnlyFromAmong("table", "json", "yaml");
        return option;
    }

    public void Write(string format, IAnsiConsole console)
    {
        var raw = console.Profile.Out.Writer;
        switch (format)
        {
            case "json":
                raw.WriteLine(Data.ToJsonString(Indented));
                return;
            case "yaml":
                raw.Write(KubernetesYaml.Serialize(Data));
                return;
        }

        foreach (var line in Before)
            console.WriteLine(line);
        if (Columns.Count > 0)
            console.Write(Table());
        foreach (var line in After)
            console.WriteLine(line);
    }

    private Table Table()
    {
        var table = new Table();
        if (Title is not null)
            table.Title(Title.EscapeMarkup());
        table.AddColumns([.. Columns.Select(c => c.EscapeMarkup())]);
        foreach (var row in Rows)
            table.AddRow([.. row.Select(c => c.EscapeMarkup())]);
        return table;
    }
}

using System.Globalization;
using Lepton.Sandbox.BuiltinSchemas.Types;

namespace Lepton.Sandbox.Api.Bodies;

/// <summary>
/// Which field of a type a protobuf number means. A line is <c>TYPE field field …</c>; fields count from 1, <c>=N</c> counts on from N.
/// </summary>
internal static class ProtobufNumbers
{
    private static readonly Lazy<Dictionary<(string Type, int Number), string>> Table = new(Load);

    /// <summary>Null for a number that the table does not have.</summary>
    public static BuiltinField? Field(BuiltinType type, int number) =>
        Table.Value.TryGetValue((type.Name, number), out var name) ? type.Field(name) : null;

    /// <summary>The types of the table, with their fields by number.</summary>
    public static IEnumerable<(string Type, int Number, string Field)> All => Table.Value.Select(entry => (entry.Key.Type, entry.Key.Number, entry.Value));

    private static Dictionary<(string, int), string> Load()
    {
        using var stream = typeof(ProtobufNumbers).Assembly.GetManifestResourceStream("Lepton.Sandbox.Api.protobuf.numbers")!;
        using var reader = new StreamReader(stream);
        var table = new Dictionary<(string, int), string>();
        foreach (var line in reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(l => l[0] != '#'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var number = 0;
            foreach (var word in words[1..])
            {
                if (word[0] == '=')
                    number = int.Parse(word.AsSpan(1), CultureInfo.InvariantCulture) - 1;
                else
                    table.Add((words[0], ++number), word);
            }
        }

        return table;
    }
}
